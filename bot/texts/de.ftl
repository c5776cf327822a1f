# Deutsch, per Du. Klartext ohne Auszeichnung: Die Kanäle maskieren selbst. Jede Seite hat ihren Abschnitt.

language-name = Deutsch

## Wörter aller Seiten

page-yes = Ja, stimmt
page-change = Ändern
page-skip = Überspringen
page-gone = Diese Auswahl gibt es nicht mehr. Bitte nimm eine von diesen.
# Was man mit einem Knopf tut: $tap und $Tap in anderen Texten, am Telefon und am Schreibtisch.
hand-touch = tippe
hand-touch-first = Tippe
hand-mouse = klicke
hand-mouse-first = Klicke
page-choose = Bitte { $tap } unten auf einen der Knöpfe.
page-or-form = Oder füll das Formular aus.
page-look = Noch einmal nachsehen
page-address = Adresse
page-provider = Anbieter
page-brief = Das ist etwas lang. Bitte höchstens { $max } Zeichen.

## Lange Listen

list-earlier = Vorherige
list-later = Mehr
list-none = Nichts davon
list-tap-or-type = { $Tap } auf das Passende oder schreib den Namen.
list-choose-or-type = Wähle das Passende aus der Liste oder schreib den Namen.
list-type = Schreib die ersten Buchstaben des Namens oder blättere in der Liste. { $count } stehen zur Auswahl.
list-found = Das kommt „{ $query }“ am nächsten.
list-not-found = „{ $query }“ finde ich nicht. Versuch es mit einer anderen Schreibweise oder einem Teil des Namens, oder { $tap } auf „{ $missing }“.
list-not-found-plain = „{ $query }“ finde ich hier nicht. Bitte { $tap } auf einen Eintrag.
list-words-only = Bitte schreib einen Namen oder { $tap } auf einen Eintrag.

## Adresse

address-title = Um welche Adresse geht es?
address-ask = Eine Nachricht genügt, zum Beispiel: { $example }
address-example = Hauptstraße 5, 10827 Berlin
address-offered-title = Ist das die richtige Adresse?
address-confirm-title = Stimmt die Adresse so?
address-confirm-text = Ist etwas falsch? { $Tap } darauf oder schreib die Adresse einfach noch einmal.
address-confirm-text-form = Ist etwas falsch? Ändere es im Formular oder schreib die Adresse einfach noch einmal.
address-what = Was soll ich ändern?
address-understood = Das habe ich schon:
address-form-title = Deine Adresse
address-form-open = Adresse eingeben
address-form-change = Adresse ändern
address-unreadable = Darin erkenne ich keine Adresse. Schreib sie bitte etwa so: { $example }
address-label-street = Straße und Hausnummer
address-label-extra = Wohnung oder Etage
address-label-city = Ort
address-label-postcode = Postleitzahl
address-label-country = Land
address-label-state = Bundesstaat
address-ask-street = Wie lauten Straße und Hausnummer?
address-ask-extra = Welche Wohnung oder Etage?
address-ask-city = In welchem Ort?
address-ask-postcode = Wie lautet die Postleitzahl?
address-ask-country = In welchem Land?
address-ask-country-hint = { $Tap } darauf oder schreib ein anderes Land.
address-country-hint = Der Name in beliebiger Sprache oder das Kürzel, etwa „DE“.
address-country-choose = Land wählen
address-ask-state = In welchem Bundesstaat oder welcher Provinz?
address-ask-state-hint = Der Name oder das Kürzel, etwa { $example }.
address-country-unknown = Ein Land namens „{ $text }“ kenne ich nicht. Bitte schreib den Namen, zum Beispiel „Österreich“, oder das Kürzel, etwa „AT“.
address-state-unknown = „{ $text }“ kenne ich in { $country } nicht. Bitte schreib den Namen oder das Kürzel, etwa { $example }.
address-keep = „{ $text }“ behalten
# Länderkürzel, wo die meisten leben, die diese Sprache sprechen; die häufigsten zuerst.
address-likely-countries = DE, AT, CH, LU, LI, IT
address-postcode-unread = Das sieht nicht nach einer Postleitzahl aus: Es sind keine Ziffern darin. Bitte schreib sie noch einmal oder überspring sie.
address-part-empty = Das brauche ich noch. Bitte schreib es in wenigen Worten.
address-connected-already = Diese Adresse ist schon verbunden. Hier siehst du, womit.

## Anbieter

provider-title = Bei welchem Stromanbieter bist du?
provider-title-team = Von welchem Anbieter kommt der Strom?
provider-title-export = Wer kauft deinen eingespeisten Strom?
provider-title-export-team = Wer kauft den eingespeisten Strom?
provider-choose = Anbieter wählen
provider-empty = Für diese Adresse habe ich keine Liste von Anbietern. Stimmt die Adresse? Dann { $tap } auf „{ $missing }“ und nenne mir den Namen.
provider-missing = Mein Anbieter fehlt
provider-change-address = Adresse ändern
provider-name-title = Wie heißt dein Anbieter?
provider-name-title-team = Wie heißt der Anbieter?
provider-name-label = Name des Anbieters
provider-name-ask = Schreib den Namen so, wie er auf deiner Rechnung steht.
provider-name-check-address = Dein Anbieter hätte in der Liste stehen müssen? Dann prüf bitte die Adresse: { $address }
provider-name-keep = „{ $name }“ behalten
provider-name-empty = Ich brauche den Namen deines Anbieters, zum Beispiel „Octopus Energy“.
name-form-open = Namen eingeben

## Tarif aus der Liste und sein Name

tariff-title = Welchen Tarif hast du?
tariff-title-team = Welcher Tarif ist es?
tariff-title-provider = Welchen Tarif hast du bei { $provider }?
tariff-title-provider-team = Welcher Tarif von { $provider } ist es?
tariff-choose = Tarif wählen
tariff-where = Der Name steht auf deiner Rechnung oder in deinem Vertrag.
tariff-empty = Hier habe ich keine Liste von Tarifen. { $Tap } auf „{ $missing }“, dann tragen wir die Preise zusammen ein.
tariff-missing = Mein Tarif fehlt
tariff-name-title = Wie heißt dein Tarif?
tariff-name-title-team = Wie heißt der Tarif?
tariff-name-label = Name des Tarifs
tariff-name-title-provider = Wie heißt dein Tarif bei { $provider }?
tariff-name-title-provider-team = Wie heißt der Tarif bei { $provider }?
tariff-name-ask = Schreib den Namen so, wie er auf deiner Rechnung steht.
tariff-name-keep = „{ $name }“ behalten
tariff-name-empty = Ich brauche den Namen deines Tarifs, zum Beispiel „Ökostrom Fix 12“.

## Wie der Preis entsteht

structure-title = Wie wird dein Strompreis berechnet?
structure-title-team = Wie wird der Strompreis berechnet?
structure-choose = Passendes wählen
structure-hint = Nicht sicher? Schau auf deine Rechnung: Steht dort ein Preis pro kWh, mehrere oder gar keiner?
structure-unread = Bitte { $tap } auf das Passende oder sag es in einem Wort, etwa „fest“, „Nachtstrom“ oder „Börsenpreis“.
structure-fixed = Ein Preis rund um die Uhr
structure-fixed-text = Jede kWh kostet gleich viel, Tag und Nacht.
structure-time-of-day = Je nach Uhrzeit verschieden
structure-time-of-day-text = Zum Beispiel nachts günstiger.
structure-market = Folgt dem Börsenpreis
structure-market-text = Er ändert sich von Stunde zu Stunde mit der Strombörse.
structure-advanced = Je nach Jahreszeit, Wochentag oder Verbrauch
structure-advanced-text = Zum Beispiel im Winter teurer oder am Wochenende günstiger.
# Wörter, die man dafür tippt, durch Kommas getrennt.
structure-fixed-words = fest, fix, festpreis, fixpreis, fester preis, ein preis, einheitlich, gleich, immer gleich, eintarif, pauschal, konstant
structure-time-of-day-words = nacht, nachtstrom, nachttarif, tag und nacht, tag nacht, uhrzeit, tageszeit, je nach uhrzeit, ht nt, ht, nt, hochtarif, niedertarif, zweitarif, doppeltarif, zwei preise, nachts günstiger, heizstrom
structure-market-words = markt, marktpreis, börse, börsenpreis, strombörse, spot, spotpreis, dynamisch, dynamischer tarif, stündlich
structure-advanced-words = jahreszeit, saison, saisonal, winter, sommer, wochentag, wochentage, werktags, wochenende, verbrauch, verbrauchsabhängig, staffel, gestaffelt, monate
structure-none = Hier kann ich dir keine Art von Preis anbieten. Bitte wähle einen anderen Anbieter oder Tarif.

## Preisregion

region-title = In welcher Preisregion wohnst du?
region-choose = Region wählen
region-hint = Davon hängt der Börsenpreis ab.
region-none = Ich habe keine Regionen zur Auswahl bekommen. Bitte schau gleich noch einmal nach.
region-at = Österreich
region-be = Belgien
region-ch = Schweiz
region-ger = Deutschland
region-dk1 = Westdänemark (DK1)
region-dk2 = Ostdänemark (DK2)
region-ee = Estland
region-es = Spanien
region-fi = Finnland
region-fr = Frankreich (Festland)
region-cors = Korsika
region-gb = Großbritannien
region-grec = Griechenland
region-lt = Litauen
region-lv = Lettland
region-malt = Malta
region-nl = Niederlande
region-no1 = Oslo, Ostnorwegen (NO1)
region-no2 = Kristiansand, Südnorwegen (NO2)
region-no3 = Trondheim, Mittelnorwegen (NO3)
region-no4 = Tromsø, Nordnorwegen (NO4)
region-no5 = Bergen, Westnorwegen (NO5)
region-pl = Polen
region-pt = Portugal
region-se1 = Luleå (SE1)
region-se2 = Sundsvall (SE2)
region-se3 = Stockholm (SE3)
region-se4 = Malmö (SE4)
region-slov = Slowenien
region-nord = Norditalien
region-cnor = Nördliches Mittelitalien
region-csud = Südliches Mittelitalien
region-sud = Süditalien
region-sici = Sizilien
region-sard = Sardinien
region-peninsular = Spanien (Festland)
region-canarias = Kanarische Inseln
region-baleares = Balearen

## Preise und Zeiten

price-per-kwh = { $price } pro kWh
price-keep = { $price } behalten
price-vat = Mehrwertsteuer
price-tax = Steuer
price-label = Preis pro kWh in { $unit }
price-hint = Mit { $tax }, zum Beispiel { $example }.
price-hint-export = Zum Beispiel { $example }.
price-doubt-title = Was davon meinst du?
price-doubt-title-one = Meinst du { $price }?
price-doubt-title-net = Ist die { $tax } enthalten?
price-doubt-type = Stimmt nichts davon, schreib es einfach noch einmal.
price-doubt-unusual = Das ist ungewöhnlich für eine kWh, deshalb frage ich lieber nach.
price-doubt-unit-unsure = Aus der Zahl allein erkenne ich die Einheit nicht.
price-doubt-ambiguous-number = Diese Zahl lässt sich verschieden lesen.
price-doubt-other-currency = Dein Tarif wird in { $currency } abgerechnet.
price-doubt-net = Ich brauche, was du wirklich zahlst, mit { $tax }. Zahlst du keine, lass es so.
unread-empty = Darin konnte ich nichts lesen. Bitte schreib es so: { $example }
unread-no-number = Darin finde ich keine Zahl. Bitte schick mir eine, zum Beispiel { $example }.
unread-several-numbers = Da sehe ich mehrere Zahlen. Bitte schick mir nur die eine, zum Beispiel { $example }.
unread-unknown-unit = Die Einheit in „{ $detail }“ kenne ich nicht. Bitte schreib es so: { $example }
unread-not-per-kwh = Das ist kein Preis pro kWh. Bitte such den Betrag, den eine einzelne kWh kostet, zum Beispiel { $example }.
unread-far-off = Das kann nicht der Preis einer kWh sein. Bitte prüf ihn, er sieht etwa so aus: { $example }
unread-negative = Ein Preis kann nicht unter null liegen. Was kostet eine kWh? Zum Beispiel { $example }.
unread-zero = Ein Preis von null kann nicht stimmen. Was kostet eine kWh? Zum Beispiel { $example }.
unread-weekdays = Preise nach Wochentag oder Jahreszeit passen hier noch nicht hinein. Nenn mir bitte die Preise eines normalen Werktags, zum Beispiel: { $example }
unread-no-times = Ich erkenne nicht, welcher Preis wann gilt. Bitte schreib es so: { $example }
unread-no-such-time = „{ $detail }“ ist keine Uhrzeit. Bitte schreib es so: { $example }
unread-price-missing = Zu einer der Zeiten fehlt der Preis. Bitte schreib es so: { $example }
unread-not-a-date = Darin finde ich kein Datum. Bitte schreib es so: { $example }
unread-no-such-day = Diesen Tag gibt es nicht. Bitte prüf ihn, zum Beispiel: { $example }
unread-too-early = Der { $detail } ist schon vorbei. Wann endet dein jetziger Vertrag?
unread-too-late = Der { $detail } liegt sehr weit in der Zukunft. Bitte prüf das Jahr.
fixed-title = Was kostet eine kWh?
fixed-title-export = Was bekommst du pro kWh?
fixed-ask = Der Preis pro kWh steht auf deiner Rechnung, mit { $tax }. Schreib ihn in { $unit }, zum Beispiel { $example }.
fixed-ask-export = Der Betrag steht in deiner Gutschrift oder im Vertrag. Schreib ihn in { $unit }, zum Beispiel { $example }.
fixed-form-title = Preis pro kWh
fixed-form-open = Preis eingeben
tod-title = Welcher Preis gilt wann?
tod-ask = Eine Nachricht genügt, zum Beispiel: { $example }. Das steht alles auf deiner Rechnung, nimm die Preise mit { $tax }. Oder { $tap } auf einen Knopf, dann frage ich Schritt für Schritt.
tod-ask-export = Eine Nachricht genügt, zum Beispiel: { $example }. Das steht in deiner Gutschrift oder im Vertrag. Oder { $tap } auf einen Knopf, dann frage ich Schritt für Schritt.
tod-ask-form = Eine Nachricht genügt, zum Beispiel: { $example }. Das steht alles auf deiner Rechnung, nimm die Preise mit { $tax }.
tod-ask-form-export = Eine Nachricht genügt, zum Beispiel: { $example }. Das steht in deiner Gutschrift oder im Vertrag.
tod-example = 22:00–06:00 { $night }, sonst { $day }
tod-night = Tag und Nacht
tod-other = Andere Zeiten
tod-night-start = Wann beginnt der Nachtpreis?
tod-night-end = Und wann endet er?
tod-start = Wann beginnt der erste Preis?
tod-end = Bis wann gilt der Preis ab { $start }?
tod-rest = Den Rest, bis { $end }
tod-clock-hint = Eine Uhrzeit genügt, zum Beispiel { $example }.
tod-cost = { $span }: Was kostet eine kWh?
tod-cost-export = { $span }: Was bekommst du pro kWh?
tod-cost-hint = Schreib den Preis in { $unit }, mit { $tax }, zum Beispiel { $example }.
tod-cost-hint-export = Schreib den Betrag in { $unit }, zum Beispiel { $example }.
tod-rest-cost = Und was kostet eine kWh in der übrigen Zeit?
tod-rest-cost-export = Und was bekommst du pro kWh in der übrigen Zeit?
tod-gap-hint = Für { $span } fehlt noch ein Preis. Bitte schreib ihn.
tod-also = { $span } auch { $price }
tod-also-all = Für alles { $price }
tod-overlap = { $span }: Welcher Preis stimmt?
tod-overlap-hint = Für diese Zeit gibt es mehrere Preise. { $Tap } auf den richtigen oder schreib ihn.
tod-all-day = Ganztägig
tod-confirm = Sind das deine Preise pro kWh?
tod-edit = Was möchtest du ändern?
tod-edit-hint = { $Tap } auf eine Zeit oder schreib einfach, was anders ist, zum Beispiel: { $example }
tod-edit-hint-form = Ändere es im Formular oder schreib einfach, was anders ist, zum Beispiel: { $example }
tod-add = Zeit hinzufügen
tod-anew = Von vorn beginnen
tod-one = Was ist mit { $span }?
tod-one-price = Preis ändern
tod-one-remove = Diese Zeit entfernen
tod-unread-clock = Hier brauche ich eine Uhrzeit, zum Beispiel { $example }.
tod-end-too-late = Das reicht in eine Zeit, die schon einen Preis hat. Bitte bleib innerhalb von { $span }.
tod-row-same-times = Anfang und Ende sind gleich. Wann endet dieser Preis?
tod-row-overlap = { $span } steckt auch in einer anderen Zeit. Bitte lass es nur in einer davon.
tod-row-gap = Für { $span } fehlt noch ein Preis. Bitte füg eine Zeit hinzu oder gib den normalen Preis an.
tod-no-rest = Deine Zeiten sind schon der ganze Tag. Bitte lass das leer oder ändere eine Zeit.
tod-which-times = Für welche Zeiten gilt das? Bitte schreib es so: { $example }
tod-too-many = So viele Zeiten kann ich nicht auseinanderhalten. Bitte höchstens { $max }.
tod-form-title = Preise nach Uhrzeit
tod-form-open = Zeiten eingeben
tod-form-change = Zeiten ändern
tod-row = Zeit
tod-label-start = Von
tod-label-end = Bis
tod-label-rest = Normaler Preis, in { $unit }
tod-rest-hint = Für alle Stunden ohne eigene Zeit. Zum Beispiel { $example }.
tod-chart-title = Deine Preise nach Uhrzeit
tod-chart-title-team = Preise nach Uhrzeit
tod-chart-alt = Preise pro kWh: { $prices }
tod-done-many = Preise für { $count } Zeiträume
surcharge-title = Kommt eine Gebühr zum Börsenpreis dazu?
surcharge-ask = Im Vertrag heißt sie oft Aufschlag oder Servicegebühr. Schreib sie in { $unit } pro kWh, zum Beispiel { $example }. Gibt es auch einen Prozentsatz, schick beides zusammen: { $both }
surcharge-none = Keine Gebühr
surcharge-also-title = Kommt auch eine Gebühr pro kWh dazu?
surcharge-also-ask = { $percent } habe ich mir notiert. Schreib die Gebühr in { $unit } pro kWh, zum Beispiel { $example }.
surcharge-percent-title = Kommt ein Prozentsatz dazu?
surcharge-percent-ask = Oft ist das die { $tax }, wenn der Börsenpreis sie nicht enthält. Zum Beispiel { $example }.
surcharge-percent-none = Kein Prozentsatz
surcharge-percent-doubt = Welchen Prozentsatz meinst du?
surcharge-negative = Das kann nicht unter null liegen. Gibt es keinen Aufschlag, schreib einfach „keiner“.
surcharge-form-title = Aufschlag zur Börse
surcharge-form-open = Aufschlag eingeben
surcharge-hint = Zum Beispiel { $example }. Lass es leer, wenn es das nicht gibt.
surcharge-label-fixed = Gebühr pro kWh in { $unit }
surcharge-label-percent = Prozentsatz
surcharge-done = Börsenpreis + { $surcharge }
surcharge-done-none = Börsenpreis ohne Aufschlag

## Vertrag

term-title = Wann endet dein Vertrag?
term-ask = Schreib das Datum, zum Beispiel { $example }, oder { $tap } auf das Passende.
term-ask-form = Schreib das Datum, zum Beispiel { $example }, wähle es im Formular oder { $tap } auf das Passende.
term-keep = { $day } behalten
term-in-months = In { $months } Monaten: { $day }
term-no-end = Kein Enddatum
term-unknown = Weiß ich nicht
term-doubt = Welchen Tag meinst du?
term-doubt-type = Ist es ein anderer Tag, schreib ihn einfach noch einmal.
term-label-end = Vertragsende
term-form-open = Datum wählen
term-form-hint = Zum Beispiel { $example }. Lass es leer, wenn du es nicht weißt.
term-done = Vertrag bis { $day }
term-done-no-end = Vertrag ohne Enddatum
term-done-unknown = Vertragsende nicht bekannt

## Zusammenfassung

summary-title = Dein Tarif ist verbunden
summary-title-team = Der Tarif ist verbunden
summary-title-export = Dein Einspeisetarif ist verbunden
summary-title-export-team = Der Einspeisetarif ist verbunden
summary-title-pending = Dein Tarif ist unterwegs
summary-title-pending-team = Der Tarif ist unterwegs
summary-title-error = Dein Tarif lässt sich gerade nicht lesen
summary-title-error-team = Der Tarif lässt sich gerade nicht lesen
summary-title-plain = Das ist dein Tarif
summary-title-plain-team = Das ist der Tarif
summary-title-save = Ist das dein Tarif?
summary-title-save-team = Ist das der richtige Tarif?
summary-tariff = Tarif
summary-direction = Für
summary-contract = Vertrag
summary-price = Preis
summary-until = bis { $day }
summary-no-end = ohne Enddatum
summary-all-day = { $price } pro kWh, rund um die Uhr
summary-tiered = Dein Preis hängt davon ab, wie viel du verbrauchst. Du siehst hier den Preis der ersten kWh.
summary-chart-title = Deine Strompreise
summary-chart-title-team = Die Strompreise
summary-done = Fertig
summary-save = Speichern
summary-save-text = Noch ist nichts gespeichert. { $Tap } dafür auf „{ summary-save }“.
summary-wrong = Fehler melden
summary-edit = Tarif ändern
summary-stop = Verbindung trennen
summary-reported = Gemeldet, danke
summary-unread = Hier brauchst du nichts zu schreiben. Ist alles richtig, { $tap } auf „{ $done }“.
summary-stop-title = Die Verbindung zu diesem Tarif trennen?
summary-stop-text = { $brand } kennt deine Preise dann nicht mehr. An deinem Vertrag mit dem Anbieter ändert sich nichts, und du kannst den Tarif jederzeit wieder verbinden.
summary-stop-text-team = { $brand } kennt die Preise dort dann nicht mehr. An eurem Vertrag mit dem Anbieter ändert sich nichts, und ihr könnt den Tarif jederzeit wieder verbinden.
summary-stop-yes = Ja, trennen
summary-stop-no = Nein, verbunden lassen
prices-today = Heute
prices-tomorrow = Morgen
prices-now-mark = jetzt
prices-cheapest-mark = am günstigsten
prices-forecast = Prognose
prices-now = Jetzt { $price }, bis { $until }.
prices-day = { $day }: am günstigsten { $cheap } ({ $low }), am teuersten { $dear } ({ $high }).
prices-day-rest = { $day } noch: am günstigsten { $cheap } ({ $low }), am teuersten { $dear } ({ $high }).
prices-day-paid = { $day }: am höchsten { $dear } ({ $high }), am niedrigsten { $cheap } ({ $low }).
prices-day-rest-paid = { $day } noch: am höchsten { $dear } ({ $high }), am niedrigsten { $cheap } ({ $low }).
prices-both = Heute und morgen
prices-day-all = { $day }: { $prices }.
prices-day-single = { $day }: { $price } rund um die Uhr.
prices-day-forecast = { $day } (Prognose)
prices-range = { $day }: { $low } bis { $high } pro kWh, im Schnitt { $mean }.

## Anmeldung beim Anbieter

redirect-title = Melde dich bei deinem Anbieter an
redirect-text = Der Knopf öffnet die Seite deines Anbieters. Melde dich dort an, erlaube { $brand }, deinen Tarif zu lesen, und komm dann in diesen Chat zurück.
redirect-safe = Dein Passwort geht nur deinen Anbieter etwas an. Bitte schreib es nie hier in den Chat.
redirect-open = Zur Anmeldeseite
redirect-refused = Die Anmeldung beim Anbieter wurde nicht abgeschlossen oder nicht erlaubt. Deshalb machen wir anders weiter.
redirect-ready = Ich habe mich angemeldet
redirect-other = Anderen Anbieter wählen
redirect-unfinished = Deine Anmeldung ist noch nicht abgeschlossen. Bitte schließ sie auf der Seite deines Anbieters ab und { $tap } dann auf „{ $ready }“.
redirect-secret = Bitte schick hier keine Zugangsdaten und lösch die Nachricht, wenn du kannst. Du meldest dich nur über den Knopf an.
redirect-unread = Bitte melde dich über den Knopf an. Wenn du zurück bist, { $tap } auf „{ $ready }“.
paying-title = Wohin soll dein Geld gehen?
paying-text = Der Knopf öffnet dafür eine geschützte Seite. Füll sie aus und komm dann zu { $brand } in diesen Chat zurück.
paying-safe = Bitte schreib nie Karten- oder Kontonummern hier in den Chat.
paying-open = Zur Auszahlungsseite
paying-ready = Ich habe sie ausgefüllt
paying-unfinished = Die Auszahlungsseite ist noch nicht ausgefüllt. Bitte schließ sie ab und { $tap } dann auf „{ $ready }“.
paying-unread = Bitte nimm den Knopf. Wenn du zurück bist, { $tap } auf „{ $ready }“.
paying-no-link = Gerade kann ich die Auszahlungsseite nicht öffnen. { $Tap } auf „{ $ready }“, dann schaue ich noch einmal nach.
redirect-no-link = Gerade kann ich die Anmeldeseite nicht öffnen. { $Tap } auf „{ $ready }“, dann schaue ich noch einmal nach.
# Wörter, die dasselbe bedeuten wie der Knopf, durch Kommas getrennt.
redirect-ready-words = fertig, erledigt, angemeldet, eingeloggt, bin zurück, ich bin zurück, ich bin angemeldet, ich bin eingeloggt, habe mich angemeldet

## Tarif unterwegs oder nicht lesbar

pending-title = Dein Tarif ist unterwegs
pending-title-team = Der Tarif ist unterwegs
pending-title-provider = { $provider } stellt deinen Tarif bereit
pending-title-provider-team = { $provider } stellt den Tarif bereit
pending-text = Das dauert meist ein paar Minuten, manchmal bis zu einem Tag. Du musst nicht warten: Ich schreibe dir, sobald er da ist.
pending-wait = Warten – sag mir Bescheid
pending-by-hand = Lieber selbst eintragen
pending-again = Von vorn beginnen
pending-stop = Verbindung abbrechen
pending-stop-title = Die Verbindung abbrechen?
pending-stop-text = { $brand } bekommt deinen Tarif dann nicht. An deinem Vertrag mit dem Anbieter ändert sich nichts, und du kannst den Tarif jederzeit wieder verbinden.
pending-stop-yes = Ja, abbrechen
pending-stop-no = Nein, weiter warten
pending-unread = Hier brauchst du nichts zu schreiben. { $Tap } auf „{ $wait }“, dann melde ich mich.
pending-done = Ich gebe dir Bescheid
failed-title = Ich konnte deinen Tarif nicht lesen
failed-title-team = Ich konnte den Tarif nicht lesen
failed-title-provider = Ich konnte deinen Tarif bei { $provider } nicht lesen
failed-title-provider-team = Ich konnte den Tarif bei { $provider } nicht lesen
failed-text = Oft ist die Anmeldung abgelaufen, oder beim Anbieter gab es eine kurze Störung. Mit „{ failed-again }“ kommst du zurück zur Wahl des Anbieters. Willst du deine Preise selbst eintragen, { $tap } dort auf „{ provider-missing }“.
failed-again = Noch einmal versuchen
failed-later = Erst einmal so lassen
failed-stop = Verbindung trennen
failed-stop-title = Die Verbindung zu diesem Tarif trennen?
failed-stop-text = { $brand } nutzt ihn dann nicht mehr. An deinem Vertrag mit dem Anbieter ändert sich nichts, und du kannst den Tarif jederzeit wieder verbinden.
failed-stop-yes = Ja, trennen
failed-stop-no = Nein, behalten
failed-unread = Soll ich es noch einmal versuchen oder die Verbindung trennen? Bitte { $tap } auf einen Knopf.

## Das Ende, und Schritte, die der Chat nicht zeigen kann

complete-title = Das war alles
complete-text = { $brand } hat jetzt alles Nötige. Möchtest du deinen Tarif ansehen oder ändern, komm einfach wieder in diesen Chat.
complete-done = Fertig
unknown-title = Noch ein Schritt
unknown-text = Diesen Schritt kenne ich noch nicht. Ich zeige ihn dir so, wie er kommt.
unknown-nothing = Diesen Schritt gibt es in diesem Chat noch nicht. Das kannst du jetzt tun.
unknown-ask-text = Was soll ich bei „{ $what }“ eintragen?
unknown-ask-number = Welche Zahl soll ich bei „{ $what }“ eintragen?
unknown-ask-date = Welches Datum soll ich bei „{ $what }“ eintragen? Zum Beispiel { $example }.
unknown-ask-flag = „{ $what }“: ja oder nein?
unknown-ask-choice = Bitte wähle aus: { $what }.
unknown-prompt = Auswählen
unknown-yes = Ja
unknown-no = Nein
unknown-fill = Formular ausfüllen
unknown-check = Stimmt das so?
unknown-none = Du hast noch nichts eingetragen.
unknown-send = Abschicken
unknown-change = Ändern: { $what }
unknown-number = Bitte schreib nur eine Zahl, zum Beispiel 12,5.
unknown-flag = Bitte antworte mit Ja oder Nein.
unknown-empty = Bitte trage zuerst etwas ein.
unknown-unread = Bei diesem Schritt kannst du nichts schreiben. Bitte { $tap } auf einen der Knöpfe.

## Prices by season, weekday, time and usage

advanced-title = Sind deine Preise fest oder kommen sie auf den Börsenpreis?
advanced-ask = Eine Nachricht genügt, zum Beispiel: { $example }. Du kannst auch eine kleine Tabelle aus deinem Vertrag einfügen, nimm die Preise mit { $tax }. Oder { $tap } auf einen Knopf, dann frage ich Schritt für Schritt.
advanced-ask-export = Eine Nachricht genügt, zum Beispiel: { $example }. Du kannst auch eine kleine Tabelle aus deinem Vertrag einfügen. Oder { $tap } auf einen Knopf, dann frage ich Schritt für Schritt.
advanced-held = Zu diesem Tarif gibt es schon Preise, aber ich kann hier nicht alle zeigen. Was du jetzt schickst, tritt an ihre Stelle.
advanced-example = { $winter } werktags 06:00–22:00 { $day }, sonst { $night }; { $summer } { $usual }
advanced-fixed = Feste Preise
advanced-on-market = Aufschlag auf den Börsenpreis
advanced-simpler = Andere Art von Preis wählen
advanced-all-year = Ganzjährig
advanced-every-day = täglich
advanced-up-to = { $price } bis { $limit }
advanced-tiers = { $tiers }, danach { $last }
advanced-otherwise = { $times }, sonst { $rest }
advanced-market = Börsenpreis + { $extra }
advanced-market-bare = Börsenpreis
advanced-year = Gelten deine Preise das ganze Jahr über?
advanced-same = Ja, das ganze Jahr
advanced-by-season = Sie wechseln mit der Jahreszeit
advanced-first-months = Welche Monate gehören zur ersten Jahreszeit?
advanced-next-months = Und welche Monate kommen als Nächstes?
advanced-months-hint = { $Tap } auf die Monate oder schreib sie, zum Beispiel: { $example }
advanced-known = Schon fertig: { $places }
advanced-rest = Den ganzen Rest: { $rest }
advanced-days = { $months }: Kostet jeder Tag gleich viel?
advanced-next-days = { $months }: Welche Tage kommen als Nächstes?
advanced-days-hint = Sind es andere Tage, schreib die, die gleich viel kosten, zum Beispiel: { $example }
advanced-days-same = Jeder Tag gleich
advanced-days-weekend = Werktags und am Wochenende verschieden
advanced-days-as = Wie { $months }
advanced-price = { $place }: Was kostet eine kWh?
advanced-price-export = { $place }: Was bekommst du pro kWh?
advanced-price-hint = Schreib ihn einfach, mit { $tax }. Zum Beispiel:
advanced-price-hint-export = Schreib den Betrag einfach. Zum Beispiel:
advanced-one-price = Ein Preis
advanced-by-time = Nach Uhrzeit
advanced-by-limit = Nach Verbrauch
advanced-price-market = { $place }: Was kommt auf den Börsenpreis?
advanced-market-hint = Schreib es so, wie es im Vertrag steht. Zum Beispiel:
advanced-by-hours = Es hängt von der Uhrzeit ab
advanced-by-usage = Es hängt vom Verbrauch ab
advanced-nothing = Kein Aufschlag
advanced-limit = Bis zu wie vielen kWh gilt der erste Preis?
advanced-limit-next = Bis zu wie vielen kWh gilt der nächste Preis?
advanced-limit-hint = Auf deiner Rechnung steht, wo er wechselt, zum Beispiel bei { $example }.
advanced-tier = Bis { $limit }: Was kostet eine kWh?
advanced-tier-export = Bis { $limit }: Was bekommst du pro kWh?
advanced-beyond = Und über { $limit } hinaus?
advanced-more-limits = Es gibt noch eine Grenze
advanced-confirm = Sind das deine Preise pro kWh?
advanced-contract = Vertrag
advanced-term-add = Vertragsdaten angeben
advanced-term-change = Vertragsdaten ändern
advanced-term = Wann beginnt und wann endet dein Vertrag?
advanced-term-hint = Beides oder eins davon, zum Beispiel: { $example }
advanced-no-term = Weiß ich nicht
advanced-term-from = ab { $day }
advanced-term-until = bis { $day }
advanced-term-unread = Darin finde ich kein Datum. Bitte schreib es so: { $example }
advanced-term-order = Ein Vertrag, der am { $start } beginnt, kann nicht vorher enden. Bitte prüf beide Daten.
advanced-edit-hint = { $Tap } auf einen Teil oder schreib einfach, was anders ist, zum Beispiel: { $example }
advanced-one = { $place }: Was möchtest du ändern?
advanced-other-days = Andere Tage wählen
advanced-remove = { $months } entfernen
advanced-done-many = { $count } Preise nach Jahreszeit, Tag und Uhrzeit
advanced-refused = So wurde das nicht angenommen. Es ist nichts verloren: Bitte sieh deine Preise noch einmal durch und schick sie noch einmal, oder wähl eine einfachere Art von Preis.
advanced-which = Wann gilt das? Bitte schreib die Monate oder Tage dazu, zum Beispiel: { $example }
advanced-unread-months = Hier brauche ich Monate, zum Beispiel: { $example }
advanced-unread-days = Hier brauche ich Wochentage, zum Beispiel: { $example }
advanced-unread-limit = Hier brauche ich eine Zahl in kWh, zum Beispiel { $example }.
advanced-limit-low = Die Grenzen steigen: Diese muss über { $limit } liegen.
advanced-at = „{ $quote }“: { $problem }
advanced-at-line = Zeile { $line }, „{ $quote }“: { $problem }

## What is wrong with prices by season (advanced-fault-REASON)

advanced-fault-tiers-open = Für den Verbrauch über der letzten Grenze fehlt ein Preis. Bitte ergänze „danach“ und einen Preis, etwa „32 bis 250 kWh, danach 34“.
advanced-fault-tiers-order = Die Grenzen müssen der Reihe nach steigen. Bitte schreib die kleinste zuerst.
advanced-fault-mixed = Hier sind manche Preise fest, andere folgen der Börse. Bitte schreib alle auf dieselbe Art.
advanced-fault-season = Ich weiß nicht, welche Monate mit „{ $word }“ gemeint sind. Bitte schreib stattdessen die Monate, zum Beispiel { $example }.
advanced-fault-months-twice = Für { $months } gibt es schon einen Preis. Bitte nenn jeden Monat nur einmal.
advanced-fault-days-twice = Für { $days } gibt es in diesen Monaten schon einen Preis. Bitte nenn jeden Tag nur einmal.
advanced-fault-hours-gap = Für { $span } fehlt ein Preis. Bitte ergänze ihn oder schreib „sonst“ und den Preis für den Rest.
advanced-fault-hours-twice = Für { $span } gibt es mehrere Preise. Bitte lass nur einen davon stehen.
advanced-fault-no-rest = Alles hat schon einen Preis, für diesen bleibt nichts übrig. Bitte schreib dazu, wann er gilt.
advanced-fault-month-days = Einzelne Tage eines Monats passen hier nicht hinein. Bitte gib Preise nach Monaten, Wochentagen und Uhrzeiten an, zum Beispiel: { $example }
advanced-fault-too-long = Das ist mehr, als ich auseinanderhalten kann. Bitte schick weniger und längere Abschnitte, zum Beispiel: { $example }

## Ein Schritt, der stattdessen im Browser geht

browser-text = Diesen Schritt kannst du stattdessen im Browser erledigen. Es ist dieselbe Verbindung: Was du eingegeben hast, bleibt erhalten.
browser-open = Im Browser weitermachen
browser-ready = Dort bin ich fertig
browser-unfinished = Dieser Schritt ist im Browser noch nicht fertig. Wenn er es ist, { $tap } auf „{ $ready }“.

## Aktionen unbekannter Schritte (action-CODE)

action-save = Speichern
action-edit = Von vorn beginnen
action-reconnect = Neu verbinden
action-disconnect = Verbindung trennen
action-dismiss-direct = Selbst eintragen
action-provider-missing = Mein Anbieter fehlt
action-address-change = Adresse ändern
action-tariff-missing = Mein Tarif fehlt
action-wrong-tariff = Da stimmt etwas nicht
action-wrong-tariff-report = Da stimmt etwas nicht
action-allow = Erlauben
action-deny = Nicht erlauben
action-connect-tariff = Tarif verbinden
action-sure-title = { $action }?
action-sure-text = Bitte bestätige das, damit nichts aus Versehen geschieht.
action-sure-no = Nein, zurück

## Mehrere Tarife an einem Ort, und Meldungen dazu

tariffs-title-here = Die Tarife an dieser Adresse
tariffs-empty = Hier ist noch kein Tarif verbunden
tariffs-choose = Um welchen Tarif geht es? Bitte { $tap } auf einen.
tariffs-all = Alle Tarife dieser Adresse
tariffs-no-other = Hier lässt sich der Tarif nicht einfach austauschen. Trenne erst die Verbindung zu diesem, dann verbinde den neuen.
tariffs-title-temporary = Deine Preise sind vorerst geschätzt
tariffs-temporary = Dein Tarif lässt sich gerade nicht abrufen, deshalb springt ein geschätzter ein. Verbinde ihn neu, dann hast du deine eigenen Preise zurück.
tariffs-is-estimate = geschätzt
tariffs-vat = Mehrwertsteuer
tariffs-reported = Du hast hier einen Fehler gemeldet. Er wird gerade geprüft.
tariffs-report-title = Was stimmt an diesem Tarif nicht?
tariffs-report-more = Meldung ergänzen
tariffs-report-ask = Schreib es in deinen Worten, zum Beispiel „Der Preis am Abend ist zu niedrig“. Ich gebe es genau so weiter.
tariffs-report-label = Was nicht stimmt
tariffs-report-open = Meldung schreiben
tariffs-report-not = Doch nicht
tariffs-report-empty = Bitte beschreib es in ein paar Worten.
tariffs-report-withdraw = Meldung zurückziehen
tariffs-withdrawn = Meldung zurückgezogen

## Einwilligung

consent-title = Was { $provider } nutzen möchte
consent-title-plain = Was du teilen würdest
consent-text = { $account } bittet dich um deine Erlaubnis. Ohne sie wird nichts geteilt.
consent-nothing = { $account } bittet dich um deine Erlaubnis, sagt aber nicht, wofür. Im Zweifel erlaube es nicht.
consent-many = { $account } bittet um mehr, als ich dir hier zeigen kann. Deshalb kannst du es in diesem Chat nicht erlauben.
consent-device-information = Geräteinformationen
consent-device-information-text = woraus dein Gerät besteht, wie viel es fasst, was es leistet und wie voll es ist
consent-scheduling = Energiemanagement
consent-scheduling-text = Pläne, wann dein Gerät lädt, entlädt oder einspeist
consent-location = Standort
consent-location-text = wo dein Gerät steht, genau und ungefähr
consent-unknown = noch ohne Beschreibung
consent-allowed = Erlaubt
consent-denied = Nicht erlaubt
consent-unread = Lass dir Zeit. Wenn es für dich in Ordnung ist, { $tap } auf „{ action-allow }“, sonst auf „{ action-deny }“.

## Flexibilitätsprogramme

button-programmes = Flexibilitätsprogramme
vpp-title = Mit Flexibilität verdienen
vpp-text = In diesen Programmen helfen dein Speicher, dein Auto oder deine Heizung dem Netz, und du bekommst Geld dafür. Mitmachen kannst du gleich hier: Bevor etwas beginnt, wirst du gefragt, wer du bist und was genutzt werden darf.
vpp-none = Für diese Adresse gibt es gerade kein Programm.
vpp-join = Bei { $name } mitmachen
vpp-join-refused = Diesem Programm kannst du nicht aus dem Chat beitreten. Wie es geht, steht auf seiner eigenen Seite.
vpp-join-refused-plain = Diesem Programm kannst du nicht aus dem Chat beitreten. Wie es geht, sagt dir der Betreiber.
vpp-needs-tariff = Verbinde zuerst deinen Stromtarif, damit das Programm deine Preise kennt.
vpp-is-not-enrolled = nicht dabei
vpp-is-enrolling = Anmeldung läuft
vpp-is-active = aktiv
vpp-is-leaving = Abmeldung läuft
vpp-is-left = beendet
vpp-state = Stand
vpp-period = Zeitraum
vpp-energy = Energie
vpp-earnings = Verdient
vpp-chart-title = Abgegebene Energie
vpp-alt = Am meisten war es am { $day }: { $energy }.
vpp-nothing-yet = Noch gibt es nichts zu zeigen. Sobald dein Gerät dem Netz geholfen hat, siehst du es hier.
vpp-earlier = ‹ Früher
vpp-later = Später ›
vpp-by-day = Nach Tag
vpp-by-month = Nach Monat
vpp-by-year = Nach Jahr
vpp-payments = Zahlungen
vpp-participation = Meine Teilnahme
programme-more = Mehr erfahren
programme-more-of = Mehr erfahren: { $name }
programme-unread = Hier gibt es nichts zu schreiben. Bitte { $tap } auf einen Knopf.
participation-title = Deine Teilnahme an { $name }
participation-title-plain = Deine Teilnahme
participation-none = Noch gibt es keine Schritte zu zeigen.
participation-on = erledigt am { $day }
participation-by = erwartet bis { $day }
participation-open = noch ohne Datum
participation-is-enrolment-requested = Anmeldung eingegangen
participation-is-awaiting-consent = Deine Einwilligung
participation-is-awaiting-telemetry = Erste Messwerte von deinem Gerät
participation-is-awaiting-meter-access = Zugang zu deinem Zähler
participation-is-confirming-dispatch = Test der Steuerung
participation-is-awaiting-eligibility = Prüfung durch den Betreiber
participation-is-awaiting-registration = Registrierung durch den Betreiber
participation-is-registered = Registriert
participation-is-ineligible = Nicht angenommen
participation-is-active = Aktiv
participation-is-suspended = Pausiert
participation-is-unenrolment-requested = Abmeldung eingegangen
participation-is-winding-down = Abmeldung läuft
participation-is-unenrolled = Abgemeldet
participation-is-offboarded = Abgemeldet
participation-is-failed = Hat nicht geklappt
participation-is-initialising = Es geht los
participation-is-eligibility-checking = Prüfung durch den Betreiber
participation-is-eligible = Angenommen
participation-is-meter-access-required = Zugang zu deinem Zähler
participation-is-consent-required = Deine Einwilligung
participation-is-provisioning = Wird eingerichtet
participation-because-awaiting-telemetry = wartet auf Messwerte von deinem Gerät
participation-because-awaiting-dispatch = wartet auf den ersten Einsatz
participation-because-awaiting-consent = wartet auf deine Einwilligung
participation-because-operator-request = vom Betreiber pausiert
participation-because-customer-request = auf deinen Wunsch pausiert
payments-title = Deine Zahlungen
payments-none = Bisher wurde noch nichts gezahlt.
payments-method = Auszahlung auf
payments-ending = { $name }, endet auf { $last }
payments-help = Fragen an
payments-reference = Kennzeichen
payments-details = Auszahlung ändern
payments-first = Auszahlung einrichten
payments-rejoin = Wieder mitmachen
payments-undated = Zahlung
payment-is-paid = gezahlt
payment-is-pending = unterwegs
payment-is-failed = fehlgeschlagen
details-ask-first-name = Wie ist dein Vorname?
details-ask-last-name = Wie ist dein Nachname?
details-ask-email = Wie lautet deine E-Mail-Adresse?
details-ask-phone = Wie ist deine Telefonnummer?
details-text = Das Programm braucht das, um dich zu erreichen.
details-open = Alles auf einmal eintragen
details-keep = { $value } behalten
details-confirm = Stimmt das so?
details-form-title = So bist du erreichbar
details-send = Ja, abschicken
details-first-name = Vorname
details-last-name = Nachname
details-email = E-Mail
details-phone = Telefon
details-change = Ändern: { $what }
details-name-empty = Bitte schreib den Namen so, wie er auf einem Formular stünde.
details-unread = Wenn es stimmt, { $tap } auf „{ details-send }“. Sonst { $tap } auf das, was du ändern möchtest.

## Fehler von FlatPeak Connect (error-CODE)

error-unknown = Das wurde nicht angenommen (Code: { $code }). Bitte prüf es und versuch es noch einmal.
error-data-json-invalid = So wurde das nicht angenommen. Bitte prüf es und schick es noch einmal.
error-address-line1-missing = Mir fehlen noch Straße und Hausnummer.
error-post-code-missing = Mir fehlt noch die Postleitzahl.
error-city-missing = Mir fehlt noch der Ort.
error-country-code-missing = Mir fehlt noch das Land.
error-country-code-invalid = Dieses Land wurde nicht erkannt. Bitte wähle es noch einmal.
error-timezone-not-found = Ich konnte diese Adresse nicht zuordnen. Bitte prüf den Ort und das Land.
error-geo-location-not-found = Ich konnte diese Adresse nicht finden. Bitte prüf den Ort und das Land.
error-provider-id-missing = Bitte wähle deinen Anbieter noch einmal.
error-provider-not-found = Diesen Anbieter gibt es hier nicht mehr. Bitte wähle einen anderen.
error-provider-id-invalid = Dieser Anbieter beliefert deine Adresse nicht. Bitte wähle einen anderen oder prüf die Adresse.
error-provider-name-missing = Mir fehlt noch der Name deines Anbieters.
error-tariff-id-missing = Bitte wähle deinen Tarif noch einmal.
error-tariff-not-found = Diesen Tarif gibt es hier nicht mehr. Bitte wähle einen anderen.
error-tariff-id-invalid = Diesen Tarif hat dein Anbieter nicht. Bitte wähle einen anderen.
error-tariff-name-missing = Mir fehlt noch der Name deines Tarifs.
error-option-invalid = Bitte wähle genau eine Möglichkeit.
error-option-not-supported = Das geht bei diesem Anbieter nicht. Bitte wähle etwas anderes.
error-cost-value-zero = Ein Preis von null kann nicht stimmen. Was kostet eine kWh?
error-cost-value-negative = Der Preis kann nicht unter null liegen. Was kostet eine kWh?
error-valid-from-invalid = Eine der Anfangszeiten ist keine Uhrzeit. Bitte prüf sie.
error-valid-to-invalid = Eine der Endzeiten ist keine Uhrzeit. Bitte prüf sie.
error-gap-in-time-period = Dein Tag hat eine Lücke. Bitte decke jede Stunde ab.
error-gap-in-time-period-between = Von { $start } bis { $end } gibt es noch keinen Preis. Bitte ergänze ihn.
error-incomplete-time-period = Deine Preise decken noch nicht alle 24 Stunden ab. Bitte ergänze, was fehlt.
error-surcharge-percentage-invalid = Der Prozentsatz muss über null liegen. Zahlst du keinen, wähle eine andere Art von Preis.
error-market-region-invalid = Diese Preisregion wurde nicht angenommen. Bitte wähle sie noch einmal.
error-date-format-invalid = Dieses Datum wurde nicht angenommen. Bitte schreib es noch einmal, zum Beispiel 30. November 2027.
error-action-missing = Bitte { $tap } auf einen der Knöpfe.
error-action-invalid = Das geht an dieser Stelle nicht. Bitte wähle etwas anderes.
error-email-invalid = Das sieht nicht nach einer E-Mail-Adresse aus. Bitte prüf sie.
error-phone-invalid = Das sieht nicht nach einer Telefonnummer aus. Bitte prüf sie.
error-token-expired = Das hat etwas gedauert, und die Verbindung ist abgelaufen. Ich beginne sie für dich neu.
error-server-error = Beim Tarifdienst ist etwas schiefgegangen. Bitte versuch es noch einmal.
error-unexpected-error = Da ist etwas schiefgegangen. Bitte versuch es noch einmal.
error-pending-connect = Dein Tarif wird noch gelesen. Ich schreibe dir, sobald er da ist.
error-no-tariff-connected = Hier ist noch kein Tarif verbunden.
error-no-price-data = Für diesen Tarif gibt es gerade keine Preise.
error-account-disabled = Tarife lassen sich gerade nicht verbinden.
error-api-version-not-supported = Tarife lassen sich gerade nicht verbinden.
error-tariff-direction-invalid = Diese Art von Tarif lässt sich hier nicht verbinden.
error-tariff-direction-not-supported = Diese Art von Tarif lässt sich hier nicht verbinden.
error-tariff-type-invalid = Diese Art von Tarif lässt sich hier nicht verbinden.

## The conversation itself: buttons

button-back = ‹ Zurück
button-cancel = Abbrechen
button-connect = Tarif verbinden
button-connect-team = Tarif verbinden
button-language = Sprache
button-help = Hilfe
button-close = Schließen
button-stop = Ja, abbrechen
button-go-on = Weitermachen
button-keep = Nein, alles behalten
button-forget = Alles löschen
button-forget-now = Ja, alles löschen
button-export = Schick mir meine Daten
button-privacy-policy = Datenschutzerklärung
button-support = Mit einem Menschen sprechen
button-try-again = Noch einmal versuchen
button-view = Tarif anzeigen
button-change = Tarif ändern
button-view-export = Einspeisung anzeigen
button-change-export = Einspeisung ändern
button-add-export = Einspeisetarif hinzufügen
button-add-export-team = Einspeisetarif hinzufügen
button-view-grid = Netzentgelte anzeigen
button-change-grid = Netzentgelte ändern
button-add-grid = Netzentgelte hinzufügen
button-add-address = Weitere Adresse hinzufügen
button-all-addresses = Alle Adressen
button-my-tariffs = Meine Tarife
button-my-tariffs-team = Alle Tarife
button-name = Einen Namen geben
button-rename = Namen ändern
button-remove = Diese Adresse entfernen
button-open-chat = Privaten Chat öffnen

## The conversation itself: cards

welcome-title = Hallo, hier ist { $brand }.
welcome-text = Ich verbinde deinen Stromtarif. Dann weiß { $brand } zu jeder Stunde, was dein Strom kostet. Das Ganze dauert etwa eine Minute.
welcome-text-team = Ich verbinde die Stromtarife eurer Standorte. Dann weiß { $brand } zu jeder Stunde, was der Strom dort kostet. Das dauert etwa eine Minute je Standort.
welcome-ask = Schick mir zum Start einfach deine Adresse in einer Nachricht.
welcome-ask-team = Schick mir einfach eine Adresse in einer Nachricht, dann fangen wir an.
language-title = Welche Sprache sprechen wir?
language-unknown = Die spreche ich noch nicht. Bitte such dir eine von diesen aus.
help-title = So funktioniert’s
help-text = Ich stelle dir ein paar kurze Fragen zu Adresse, Anbieter und Tarif. { $Tap } auf die Knöpfe oder schreib deine Antwort; zurück kannst du jederzeit. Wenn du unterbrichst, machst du später an derselben Stelle weiter.
help-text-team = Ich stelle dir ein paar kurze Fragen zu Adresse, Anbieter und Tarif. { $Tap } auf die Knöpfe oder schreib deine Antwort; zurück kannst du jederzeit. Wenn du unterbrichst, machst du später an derselben Stelle weiter.
help-commands =
    /connect – Tarif verbinden
    /tariffs – zeigen, was verbunden ist
    /prices – die Preise von heute und morgen
    /continue – die offene Frage noch einmal zeigen
    /back – einen Schritt zurück
    /cancel – Verbindung abbrechen
    /alerts – worüber ich dir schreibe, und wann
    /link – andere Chats verknüpfen
    /language – Sprache wechseln
    /privacy – deine Daten ansehen, kopieren oder löschen
privacy-title = Deine Daten
privacy-text = { $brand } speichert verschlüsselt, was du mir hier sagst: Adresse, Anbieter und Tarif. Der Tarifdienst FlatPeak bekommt diese Angaben, um deine Preise zu lesen. Gespeichert ist auch die Kennung deines Chats, damit ich dir schreiben kann. Nach dem Passwort deines Anbieters frage ich nie. Du kannst jederzeit eine Kopie bekommen oder alles löschen lassen.
export-text = Hier ist alles, was ich über dich gespeichert habe, in einer Datei.
cancel-title = Verbindung abbrechen?
cancel-text = Deine Antworten bis hierher werden nicht gespeichert. Was schon verbunden ist, bleibt verbunden.
stopped-title = Okay, abgebrochen.
stopped-text = Was schon verbunden war, bleibt verbunden. Du kannst jederzeit neu anfangen.
forget-title = Wirklich alles löschen?
forget-text = Damit werden deine Tarife getrennt und alles gelöscht, was über dich gespeichert ist, hier und bei FlatPeak. Das lässt sich nicht rückgängig machen. An deinem Vertrag mit dem Anbieter ändert sich nichts, und die Nachrichten in diesem Chat bleiben, bis du sie selbst löschst.
forget-linked = Deine verknüpften Chats bleiben, mit allem, was dort verbunden wurde. Nur die Verknüpfung mit diesem hier endet.
forgotten-title = Alles ist gelöscht.
forgotten-text = Wenn du wieder einen Tarif verbinden möchtest, bin ich da.
disconnected-title = Verbindung getrennt.
disconnected-text = Ich lese diesen Tarif nicht mehr. An deinem Vertrag mit dem Anbieter ändert sich nichts.
ended-title = Alles erledigt.
ended-text = { $brand } kennt jetzt deine Preise. Zum Ansehen oder Ändern { $tap } auf „{ button-my-tariffs }“ oder schick { $command }.
ended-text-team = { $brand } kennt jetzt die Preise an dieser Adresse. Zum Ansehen oder Ändern { $tap } auf „{ button-my-tariffs-team }“ oder schick { $command }.
waiting-title = Alles klar. Jetzt warten wir auf deinen Anbieter.
waiting-text = Das dauert meist ein paar Minuten, manchmal bis zu einem Tag. Du musst nichts tun: Ich schreibe dir hier, sobald dein Tarif bereit ist.
late-title = Dein Anbieter hat deinen Tarif noch nicht übermittelt.
late-text = Ich habe zwei Tage lang nachgesehen und höre jetzt damit auf. Du kannst hier noch einmal nachsehen oder den Tarif ändern und deine Preise selbst eintragen.
waited-connected = Gute Nachricht: Dein Tarif ist bereit.
waited-connected-team = Gute Nachricht: Der Tarif ist bereit.
waited-failed = Leider konnte ich deinen Tarif beim Anbieter nicht lesen. { $Tap } auf „{ prices-reconnect }“, dann versuchen wir es anders.
left-connected-title = Ein Tarif ist verbunden
left-waits-title = Ein Tarif ist noch unterwegs
left-text = Es geht um { $address }. Wer ihn verbinden wollte, ist nicht mehr im Team, deshalb melde ich mich hier.
tariffs-title = Deine Adressen
tariffs-title-team = Die Adressen deines Teams
tariffs-none-title = Noch ist kein Tarif verbunden.
tariffs-none-text = Schick mir deine Adresse, dann fangen wir an.
tariffs-none-text-team = Schick mir eine Adresse, dann fangen wir an.
location-gone = Diese Adresse ist nicht mehr verbunden. Ich habe sie aus deiner Liste genommen.
location-unnamed = Dein Zuhause
location-unnamed-team = Adresse unbekannt
slot-commodity-import = Strom
slot-commodity-export = Einspeisung
slot-non-commodity-import = Netzentgelte
slot-is-connected = verbunden
slot-is-pending = wird gelesen
slot-is-error = muss neu verbunden werden
slot-is-not-connected = nicht verbunden
slot-is-not-supported = nicht verfügbar
survey-trouble = Ich erreiche den Tarifdienst gerade nicht. So stand es, als ich zuletzt nachgesehen habe.
slot-by-direct = aus dem Kundenkonto gelesen
slot-by-library = aus der Tarifliste
slot-by-market = folgt dem Börsenpreis
slot-by-manual = Preise von Hand eingegeben
slot-until = Vertrag bis { $day }
name-title = Wie soll ich diese Adresse nennen?
name-text = Schreib einen eigenen Namen, zum Beispiel „Zuhause“ oder „Lager Nord“. Ich verwende ihn dann überall, wo es um diese Adresse geht.
name-label = Name
name-hint = Zum Beispiel „Zuhause“ oder „Lager Nord“
name-open = Namen eingeben
name-none = Nur die Adresse, ohne „{ $name }“
name-kept = Gut, so nenne ich sie von jetzt an.
name-gone = Gut, ich nenne sie wieder nach ihrer Adresse.
name-empty = Ich brauche mindestens einen Buchstaben oder eine Ziffer, zum Beispiel „Zuhause“.
name-taken = So heißt schon eine andere deiner Adressen: „{ $name }“. Bitte wähl einen anderen Namen.
remove-title = { $name } entfernen?
remove-title-short = Diese Adresse entfernen?
remove-text = Das trennt alle Tarife an dieser Adresse und löscht die Adresse bei FlatPeak. { $brand } bekommt dann keine Preise mehr von dort. Ich vergesse auch ihren Namen, ihre Benachrichtigungen und ihre Preiswächter. Das lässt sich nicht rückgängig machen. An deinem Vertrag mit dem Anbieter ändert sich nichts.
remove-yes = Ja, entfernen
remove-no = Nein, behalten
remove-done = { $name } steht nicht mehr in deiner Liste und ist bei FlatPeak gelöscht. { $brand } bekommt keine Preise mehr von dort.
remove-failed = Die Adresse steht noch in deiner Liste. Bitte versuch es in ein paar Minuten noch einmal.
ending-unsure = Ich habe darum gebeten, den Tarif zu trennen, und sehe noch nicht, ob das geschehen ist. Ich schaue wieder nach und schreibe dir hier.
ending-not-taken = Der Tarif ist noch verbunden: Der Tarifdienst hat ihn nicht herausgenommen. Bitte versuch es noch einmal, oder öffne den Tarif und trenn ihn dort.
trouble-down = Ich erreiche den Tarifdienst gerade nicht.
trouble-slow = Der Tarifdienst braucht gerade zu lange.
trouble-nonsense = Der Tarifdienst hat etwas geschickt, das ich nicht lesen kann.
trouble-limited = Beim Tarifdienst ist gerade viel los.
trouble-refused = Der Tarifdienst hat das nicht angenommen.
trouble-disabled = Verbinden ist im Moment nicht möglich. Bitte versuch es später noch einmal.
trouble-kept = Es geht nichts verloren: Ich habe mir deine Antwort gemerkt und versuche es weiter.
trouble-kept-here = Es geht nichts verloren: Ich habe mir deine Antwort gemerkt. „{ button-try-again }“ schickt sie ab.

## The conversation itself: remarks

invited-address = Deine Adresse habe ich schon. Bitte sieh nach, ob sie stimmt.
invited-address-part = Einen Teil deiner Adresse habe ich schon. Ich frage also nur nach dem Rest.
invited-later = Lass uns das hier erst fertig machen. Füge danach den anderen Tarif hinzu, dann nehme ich, was mit deinem Link mitkam.
invited-used = Dieser Link wurde schon benutzt. Jeder gilt nur einmal. Lass dir einen neuen geben, oder mach einfach hier weiter.
invited-expired = Dieser Link ist abgelaufen. Lass dir einen neuen geben, oder mach einfach hier weiter.
invited-unknown = Mit diesem Link kann ich nichts anfangen. Vielleicht ist er unvollständig oder für eine andere App gedacht. Mach einfach hier weiter.
connect-open-already = Wir sind schon mittendrin. Hier ist die offene Frage.
connect-open-first = Bringen wir das erst zu Ende, oder brich es ab. Schick mir die andere Adresse danach noch einmal.
tariff-open-first = Bringen wir das erst zu Ende, oder brich es ab. Danach kümmern wir uns um das andere.
said-hello = Hallo! So sieht es gerade aus.
said-thanks = Gern geschehen!
nothing-open = Gerade ist keine Frage offen. Das kannst du tun.
nothing-to-go-back-to = Das ist der erste Schritt, weiter zurück geht es nicht.
back-not-offered = Von hier geht es nicht zurück. Mach einfach weiter – am Ende lässt sich noch alles ändern – oder brich ab und fang neu an.
nothing-to-cancel = Gerade gibt es nichts abzubrechen.
command-unknown = Diesen Befehl kenne ich nicht. { $help } zeigt, was ich kann.
press-stale = Das gehört zu einem früheren Schritt. Hier sind wir gerade.
press-used = Schon erledigt.
press-old = Dieser Knopf ist aus einer früheren Nachricht.
press-foreign = Dieser Knopf ist nicht für dich.
shared-caption = Ich kann hier nur Text lesen und halte mich deshalb an das, was du dazu geschrieben hast.
shared-not-text = Ich kann hier nur Text lesen. Bitte schreib deine Antwort oder { $tap } auf einen Knopf.
edited-not-read = Änderungen an früheren Nachrichten lese ich nicht mit. Möchtest du etwas korrigieren, schick es einfach noch einmal.
private-only = Über deinen Tarif sprechen wir lieber privat. { $Tap } auf den Knopf, dort machen wir weiter.
anonymous-admin = Ich kann nicht erkennen, wer schreibt. Bitte schalte den anonymen Modus aus oder öffne den privaten Chat.

## Preise

button-prices = Preise
button-prices-import = Preise für meinen Verbrauch
button-prices-export = Was Einspeisen bringt
prices-choose = Für welche Adresse möchtest du die Preise sehen?
prices-title = Preise: { $address }
prices-title-export = Einspeisung: { $address }
prices-hours = { $count } Stunden
prices-until-midnight = Bis Mitternacht
prices-until-morning = Bis { $time }
prices-until-end = Egal wann
prices-by-midnight = bis Mitternacht
prices-by-morning = bis morgen um { $time }
prices-by-end = bis morgen Abend
prices-window = Die günstigsten { $count } Stunden am Stück { $by }: { $span }, im Schnitt { $price }.
prices-window-paid = Die besten { $count } Stunden am Stück zum Einspeisen, { $by }: { $span }, im Schnitt { $price }.
prices-window-forecast = { $window } Das ist eine Prognose.
prices-window-none = { $count } Stunden am Stück, deren Preise ich kenne, gibt es { $by } nicht mehr.
prices-in-a-row = Am Stück
prices-breaks = Mit Pausen
prices-parts = Die günstigsten { $count } Stunden { $by }, Pausen erlaubt: { $spans }, im Schnitt { $price }.
prices-parts-paid = Die besten { $count } Stunden zum Einspeisen, { $by }, Pausen erlaubt: { $spans }, im Schnitt { $price }.
prices-part-today = heute { $span }
prices-part-tomorrow = morgen { $span }
prices-part-day = { $day } { $span }
prices-span-today = heute { $span }
prices-span-tomorrow = morgen { $span }
prices-span-day = { $day }, { $span }
prices-reconnect = Neu verbinden
prices-pending-connect = Dein Tarif ist noch unterwegs vom Anbieter. Sobald er da ist, sage ich dir Bescheid; dann siehst du hier auch die Preise.
prices-no-tariff-connected = Hier ist noch kein Tarif verbunden, deshalb gibt es keine Preise. Das Verbinden dauert etwa eine Minute.
prices-no-price-data = Für diesen Tarif gibt es gerade keine Preise. Schau in einer Viertelstunde noch einmal vorbei. Hilft das nicht, verbinde den Tarif neu.

## Preise, die sich ändern, und was beobachtet wird

button-watches = Preiswecker
price-change = Dein Strompreis ändert sich
price-change-paid = Deine Einspeisevergütung ändert sich
price-change-from = { $day } { $after } statt { $before }.
price-change-single = { $day } { $after } den ganzen Tag.
price-change-hours = { $day } gelten diese Preise:
price-from-today = Ab heute
price-from-tomorrow = Ab morgen
price-from-day = Ab { $day }
alert-kind-price = Preisänderung (nicht bei Marktpreisen)
alert-watches = { $count ->
    [0] Preiswecker
   *[other] Preiswecker ({ $count })
}
watches-title = Preiswecker: { $address }
watches-choose = Für welche Adresse soll ich auf die Preise achten?
watches-text = Darauf achte ich für dich. { $Tap } auf einen, um ihn zu ändern oder zu entfernen.
watches-none = Ich kann dir sagen, wann sich Strom besonders lohnt. Worauf soll ich achten?
watches-fixed = Dein Preis ist den ganzen Tag gleich, deshalb würde sich jetzt keiner melden. Ändert sich dein Preis, sage ich es dir von selbst.
watches-how = Oder sag es mit deinen Worten, zum Beispiel „{ $example }“, „negativ“ oder „günstigste 3 Stunden um 18 Uhr“.
watches-export = Auf die Einspeisung achten
watches-import = Auf die Preise für meinen Verbrauch achten
watches-full = Mehr als { $count } Preiswecker kann ich mir nicht merken. Entferne zuerst einen.
watch-add = + { $watch }
watch-under = unter { $limit }
watch-over = über { $limit }
watch-negative = negativ
watch-best = günstigste { $count ->
    [one] Stunde
   *[other] { $count } Stunden
} am nächsten Tag, um { $time }
watch-best-paid = beste { $count ->
    [one] Stunde
   *[other] { $count } Stunden
} zum Einspeisen am nächsten Tag, um { $time }
watch-day = Preise des nächsten Tages, um { $time }
watch-export = Einspeisung: { $watch }
watch-when-crossed = Ich melde mich, wenn es so weit ist, und erst wieder, wenn der Preis dazwischen eine Stunde zurück war.
watch-when-crossed-quiet = Ich melde mich, wenn es so weit ist, und erst wieder, wenn der Preis dazwischen eine Stunde zurück war. Was in deiner Ruhezeit ({ $start } bis { $end }) beginnt, sage ich dir um { $before }, wenn es bis dahin bekannt ist.
watch-when-daily = Ich melde mich jeden Tag um { $time }.
watch-when-daily-quiet = Ich melde mich jeden Tag um { $time }, auch wenn das in deiner Ruhezeit liegt: Die Zeit hast du gewählt.
watch-when-off = Allerdings sind die Benachrichtigungen für diese Adresse gerade aus. Schalte sie mit { $alerts } ein, sonst bleibe ich still.
watch-title = Preiswecker: { $watch }
watch-set = Ich achte darauf: { $watch }. { $when }
watch-there = Darauf achte ich schon.
watch-gone = Dieser Preiswecker ist schon entfernt.
watch-removed = Entfernt. Darauf achte ich nicht mehr.
watch-remove = Entfernen
watch-change = Preiswecker ändern oder entfernen
watch-all = Alle Preiswecker
watch-say = { $Tap } auf einen anderen Wert, oder schreib, was du lieber hören möchtest.
watch-at = Um { $time }
watch-which-limit = Welchen Preis meinst du?
watch-which-address = Für welche Adresse?
watch-unclear-what = Wann soll ich mich melden? Nenn mir einen Preis, zum Beispiel „unter { $price }“, oder { $tap } auf einen dieser Vorschläge.
watch-unclear-limit = Welchen Preis meinst du? Zum Beispiel „unter { $price }“.
watch-unclear-clock = Diese Uhrzeit gibt es nicht. Zum Beispiel „günstigste 3 Stunden um 18 Uhr“.
watch-unclear-hours = Ich kann bis zu { $most } Stunden am Stück suchen. Zum Beispiel „günstigste 3 Stunden um 18 Uhr“.
watch-told-under = Der Preis fällt unter { $limit }
watch-told-over = Der Preis steigt über { $limit }
watch-told-negative = Der Preis wird negativ
watch-told-under-paid = Einspeisen bringt weniger als { $limit }
watch-told-over-paid = Einspeisen bringt mehr als { $limit }
watch-told-negative-paid = Einspeisen kostet Geld
watch-told-best = { $count ->
    [one] Die günstigste Stunde
   *[other] Die günstigsten { $count } Stunden
}
watch-told-best-paid = { $count ->
    [one] Die beste Stunde zum Einspeisen
   *[other] Die besten { $count } Stunden zum Einspeisen
}
watch-told-day = Die Preise von morgen
watch-told-day-paid = Was Einspeisen morgen bringt
watch-found-when = Wann
watch-found-lowest = Niedrigster Preis
watch-found-highest = Höchster Preis
watch-found-best = Im Schnitt
watch-found-forecast = Das ist eine Prognose.

## Benachrichtigungen

command-alerts = Worüber ich dir schreibe, und wann
command-link = Andere Chats verknüpfen
alert-expiring = Dein Vertrag endet bald
alert-expiring-in = { $count ->
    [0] Dein Vertrag endet heute
    [one] Dein Vertrag endet morgen
   *[other] Dein Vertrag endet in { $count } Tagen
}
alert-expiring-text = Dann ändern sich deine Preise. Sag mir deinen neuen Tarif, und die Preise stimmen weiter. Bis dahin bleibt alles, wie es ist.
alert-expired = Dein Vertrag ist ausgelaufen
alert-expired-text = Ab jetzt sind deine Preise geschätzt. Sag mir deinen Tarif, und sie sind wieder genau.
alert-failed = Ich kann deinen Tarif nicht mehr lesen
alert-failed-text = Vielleicht hat sich dein Passwort beim Anbieter geändert. Bis du ihn neu verbindest, sind deine Preise geschätzt.
alert-upgrade = Dein Tarif lässt sich jetzt direkt lesen
alert-upgrade-text = Dein Anbieter liefert die Preise inzwischen selbst. Mit dieser Verbindung sind sie immer aktuell. An deinem Vertrag ändert sich nichts.
alert-contract-end = Vertragsende
alert-repair-expiring = Tarif aktualisieren
alert-repair-expired = Tarif aktualisieren
alert-repair-failed = Neu verbinden
alert-repair-upgrade = Direkt verbinden
alert-tomorrow = Morgen
alert-next-week = Nächste Woche
alert-stop = Nicht mehr melden
alert-stop-title = Was soll ich nicht mehr melden?
alert-stop-this = Nur das hier
alert-stop-kind = Alles dieser Art: { $kind }
alert-stop-address = Alles zu { $address }
alert-stop-all = Alle Benachrichtigungen
alert-stopped = Gut, darauf komme ich nicht mehr zurück.
alert-snoozed = { $count ->
    [one] Gut, ich komme morgen früh darauf zurück.
    [7] Gut, ich komme nächste Woche darauf zurück.
   *[other] Gut, ich komme in { $count } Tagen darauf zurück.
}
alert-gone = Das ist schon erledigt.
alert-kept = Erledigt. So ist es jetzt.
alert-kind-expiring = Vertrag endet bald
alert-kind-expired = Vertrag ausgelaufen
alert-kind-failed = Tarif nicht lesbar
alert-kind-upgrade = Bessere Verbindung möglich
alert-is-on = an
alert-is-off = aus
alert-turn-on = Einschalten: { $kind }
alert-turn-off = Ausschalten: { $kind }
alert-all-on = Benachrichtigungen einschalten
alert-all-off = Alle Benachrichtigungen ausschalten
alert-unmute = Wieder melden: { $address }
alert-quiet = Ruhezeit
alert-quiet-from-to = { $start } bis { $end }
alert-quiet-never = keine
alert-set-quiet = Ruhezeit von { $start } bis { $end }
alert-set-quiet-never = Keine Ruhezeit
alert-reminders = Erinnerungen
alert-set-reminders = { $count ->
    [0] Keine Erinnerung
    [one] Einmal erinnern
   *[other] { $count }-mal erinnern
}
alerts-linked = Diese Einstellungen gelten für diesen Chat, deine anderen haben eigene. Verschiebst du eine einzelne Meldung oder stellst sie ab, gilt das in allen.
alerts-unheard = In den Channel, den dein Team für Benachrichtigungen gewählt hat, kann ich nicht schreiben. Lade mich dort mit /invite ein, oder wählt in den Regeln einen anderen. Das wollte ich sagen:

## Die Chats einer Person

link-title = Deine anderen Chats
link-none = Nutzt du mich auch auf einem anderen Handy oder in einer anderen App? Verknüpfe die beiden: Jeder Chat zeigt dann, was im anderen verbunden ist, und Benachrichtigungen kommen dorthin, wo du sie haben willst.
link-get-code = Code holen
link-code = Dein Code: { $code }. Er gilt einmal, { $minutes } Minuten lang.
link-how = Schick ihn mir in deinem anderen Chat, so wie er dasteht. Gib ihn niemandem sonst.
link-open = { $label } öffnen
link-join-title = Diesen Chat mit deinem anderen Chat in { $label } verknüpfen?
link-join-text = Jeder Chat zeigt dann, was im anderen verbunden ist: dort { $theirs ->
    [0] noch nichts
    [one] 1 Adresse
   *[other] { $theirs } Adressen
}, hier { $ours ->
    [0] noch nichts
    [one] 1 Adresse
   *[other] { $ours } Adressen
}. Benachrichtigungen kommen in beide, bis du etwas anderes wählst. Was einem Team gehört, bleibt beim Team, und dessen Regeln gelten weiter.
link-join-careful = Mach das nur, wenn beide Chats deine sind. In jedem von beiden kannst du es rückgängig machen.
link-join-yes = Ja, verknüpfen
link-join-no = Nein
link-joined = Dieser Chat ist jetzt mit deinem anderen Chat in { $label } verknüpft. Jeder zeigt, was im anderen verbunden ist.
link-told = Dein anderer Chat in { $label } wurde gerade mit diesem verknüpft: Jeder zeigt, was im anderen verbunden ist. Warst du das nicht, mach es mit { $command } rückgängig.
link-parted = Dieser Chat ist nicht mehr mit deinem anderen Chat in { $label } verknüpft. Jeder behält, was dort verbunden wurde.
link-routed = Gut, dorthin kommen Benachrichtigungen von jetzt an.
link-part = { $label } lösen
link-alerts-here = verknüpft, Benachrichtigungen kommen hierher
link-alerts-there = verknüpft, Benachrichtigungen kommen dorthin
link-alerts-both = verknüpft, Benachrichtigungen kommen in beide
link-hear-here = Benachrichtigungen nur hier
link-hear-there = Benachrichtigungen nur dort
link-hear-both = Benachrichtigungen in beiden
link-unknown = Diesen Code kenne ich nicht. Bitte sieh noch einmal nach, oder hol dir in deinem anderen Chat einen neuen.
link-expired = Dieser Code ist abgelaufen oder wurde schon benutzt. Bitte hol dir in deinem anderen Chat einen neuen.
link-own = Das ist der Code dieses Chats. Bitte schick ihn im anderen.
link-often = Das waren zu viele falsche Codes. Bitte versuch es in einer Stunde noch einmal.
link-team = Beide Chats gehören zum selben Team und teilen seine Adressen schon.
link-known = Diese beiden Chats sind schon verknüpft.
link-full = Mehr Chats lassen sich nicht verknüpfen. Bitte löse erst einen anderen.
link-elsewhere = In deinem anderen Chat in { $label } ist eine Frage offen.
link-bring = Hier weitermachen: { $label }
link-brought = Hier geht es weiter. Dein anderer Chat in { $label } hat die Frage abgegeben.
link-moved = Damit machst du in deinem anderen Chat in { $label } weiter.
link-busy = Diese Frage wird gerade beantwortet. Bitte versuch es gleich noch einmal.
link-nothing = In dem Chat ist nichts mehr offen.
link-amid = Bitte beantworte erst die Frage, die hier offen ist, oder brich sie ab.

## Teams: Einstellungen, Regeln, was getan wurde

file-not-fetched = Ich konnte die Datei gerade nicht herunterladen. Bitte schick sie noch einmal.
file-not-read = Diese Datei konnte ich nicht lesen. Bitte schick eine CSV-Datei mit höchstens 1 MB.
sites-one-job = Eine Liste wird noch verbunden. Beende oder stoppe sie, und schick dann die nächste.
forget-team-title = Löschen, was ich über dich weiß?
forget-team-text = Das löscht unsere Unterhaltung und deinen Namen. Was du verbunden hast, gehört deinem Team und bleibt, ebenso die Liste dessen, was getan wurde, ohne deinen Namen. Das lässt sich nicht rückgängig machen.
button-settings = Einstellungen
button-alerts = Benachrichtigungen
button-privacy = Meine Daten
button-audit = Wer hat was getan
button-more = Mehr
button-more-prices = Preise und mehr
button-sites = Viele Standorte verbinden
button-share = Im Channel teilen
button-disconnect = Trennen
button-disconnect-export = Einspeisetarif trennen
button-disconnect-grid = Netzentgelte trennen
help-commands-one =
    { $command } connect – einen Tarif verbinden; eine Adresse kann folgen
    { $command } list – zeigen, was verbunden ist
    { $command } prices – die Preise von heute und morgen
    { $command } alerts – wer erfährt, wenn ein Tarif Hilfe braucht
    { $command } link – andere Chats verknüpfen
    { $command } settings – Sprache, deine Daten, die Regeln deines Teams
    { $command } help – diese Seite
settings-title = Einstellungen
alerts-title = Benachrichtigungen
alerts-to-person = Wenn ein Tarif Hilfe braucht, schreibe ich der Person, die ihn verbunden hat.
alerts-to-chat = Wenn ein Tarif Hilfe braucht, schreibe ich in den Channel deines Teams.
rules-title = Die Regeln deines Teams
rules-open = Regeln ändern
rules-save = Speichern
rules-kept = Die Regeln sind gespeichert.
rules-may-connect = Wer Tarife verbinden und ändern darf
rules-may-disconnect = Wer sie trennen darf
rules-everyone = Alle
rules-chosen = Ausgewählte Personen
rules-admins = Nur Admins
rules-connectors = Ausgewählte Personen, die verbinden dürfen
rules-disconnectors = Ausgewählte Personen, die trennen dürfen
rules-alerts = Wohin Benachrichtigungen gehen
rules-alerts-hint = Bleibt es leer, erfährt es die Person, die den Tarif verbunden hat.
rules-alerts-chat = In einen eurer Channels
rules-alerts-person = An die Person, die den Tarif verbunden hat
rules-nobody = Bitte wähle mindestens eine Person aus.
rights-connect = In deinem Team dürfen nur bestimmte Personen Tarife verbinden oder ändern. Bitte frag jemanden mit Admin-Rechten.
rights-disconnect = In deinem Team dürfen nur bestimmte Personen Tarife trennen. Bitte frag jemanden mit Admin-Rechten.
rights-rules = Nur Admins können die Regeln ändern.
location-taken = { $who } ändert diese Adresse gerade, seit { $time } Uhr. Bitte versuch es danach noch einmal.
audit-title = Wer hat was getan
audit-empty = Hier wurde noch nichts getan.
audit-older = Ältere ›
audit-newer = ‹ Neuere
audit-as-file = Als Datei
audit-file = Alles, was in deinem Team getan wurde, als Tabelle.
deed-connected = hat einen Tarif verbunden
deed-changed = hat den Tarif geändert
deed-disconnected = hat einen Tarif getrennt
deed-allowed = hat die Nutzung von Daten erlaubt
deed-denied = hat die Nutzung von Daten abgelehnt
deed-removed = hat eine Adresse aus der Liste genommen
deed-named = hat einer Adresse einen Namen gegeben
deed-rules = hat die Regeln geändert
share-somebody = Jemand
share-text = { $who } hat einen Tarif verbunden: { $what }
share-done = Erledigt: Der Channel weiß Bescheid.
share-failed = In diesem Channel kann ich nicht schreiben. Lade mich dort mit /invite ein, und teile es dann noch einmal.
home-title = { $brand }: eure Tarife
home-open = In unserem Chat ist noch eine Frage offen.
home-empty = Noch ist kein Tarif verbunden. Verbinde den ersten, und dein ganzes Team sieht ihn hier.
home-count = { $count ->
    [one] 1 Adresse
   *[other] { $count } Adressen
}{ $broken ->
    [0] {""}
    [one] {" · 1 braucht Hilfe"}
   *[other] {" · "}{ $broken } brauchen Hilfe
}
home-all = Alle
home-broken = Brauchen Hilfe
home-find = Adresse suchen
home-leaf = Seite { $leaf } von { $leaves }
home-previous = ‹ Vorige Seite
home-next = Nächste Seite ›
home-busy-title = Daran wird gerade gearbeitet
home-busy = { $what }, seit { $time } Uhr
home-new = eine neue Adresse
home-connected = Verbunden
home-connected-by = von { $who } am { $day }

## Commands

command-connect = Einen Tarif verbinden
command-continue = Die offene Frage zeigen
command-back = Einen Schritt zurück
command-cancel = Verbindung abbrechen
command-tariffs = Zeigen, was verbunden ist
command-prices = Die Preise von heute und morgen
command-language = Sprache wechseln
command-help = So funktioniert’s
command-privacy = Deine Daten: ansehen, kopieren, löschen
bot-about = Verbinde deinen Stromtarif in einer Minute.
bot-description = Ich verbinde deinen Stromtarif in einem kurzen Chat. Dann weiß { $brand } zu jeder Stunde, was dein Strom kostet. Tippe auf „Starten“, um loszulegen.

## Pages in the browser

web-invited-title = Nur noch ein Schritt
web-invited-text = Öffne den Chat mit mir und schick mir diesen Code. Er gilt einmal.
web-invited-open = Chat öffnen
web-invited-gone-title = Dieser Link gilt nicht mehr
web-invited-gone-text = Er wurde schon benutzt oder ist abgelaufen. Lass dir bitte dort einen neuen geben, wo du ihn herhast.
web-returned-title = Das war’s, zurück zum Chat
web-returned-text = Du kannst dieses Fenster schließen. Im Chat geht es schon weiter.
web-open-chat = Zurück zum Chat
web-unknown-title = Dieser Link ist abgelaufen
web-unknown-text = Bitte geh zurück in den Chat und drück noch einmal auf den Knopf.
web-slack-installed-title = Das war’s, ich bin dabei
web-slack-installed-text = Du findest mich in Slack unter „Apps“. Schreib mir dort, oder sende irgendwo /tariff.
web-slack-denied-title = Es wurde nichts installiert
web-slack-denied-text = Du hast dich dagegen entschieden. Falls das ein Versehen war, kannst du noch einmal beginnen.
web-slack-restart-title = Fangen wir noch einmal an
web-slack-restart-text = Dieser Link wurde schon benutzt, ist abgelaufen oder wurde in einem anderen Browser geöffnet. Bitte beginne die Installation hier und beende sie in diesem Browser.
web-slack-failed-title = Das hat nicht geklappt
web-slack-failed-text = Slack hat die Installation nicht abgeschlossen. Bitte versuch es noch einmal.
web-slack-open = In Slack öffnen
web-slack-again = Zu Slack hinzufügen

## Slack

slack-form-title = Tarif
slack-form-send = Absenden
slack-form-loading = Einen Moment …
slack-form-checking = Danke, ich prüfe das gerade. Du kannst dieses Fenster schließen, im Chat geht es weiter.
slack-form-answered = Diese Frage ist schon beantwortet. Den neuesten Stand findest du in unserem Chat.
slack-form-done = Angekommen. Im Chat geht es weiter.
slack-form-failed = Das Formular ließ sich nicht laden. Bitte schließ dieses Fenster und öffne es gleich noch einmal.
slack-form-kept = { $count ->
    [one] Ein weiterer Eintrag bleibt, wie er ist: Hier ist kein Platz für ihn.
   *[other] { $count } weitere Einträge bleiben, wie sie sind: Hier ist kein Platz für sie.
}
slack-form-nothing = So etwas finde ich hier nicht. Versuch es mit einem Teil des Namens.
slack-form-again = Das hat einen Moment zu lange gedauert, deshalb ging das Formular nicht auf. Drück bitte noch einmal auf den Knopf.
slack-form-again-button = Formular öffnen
slack-menu-slow = Das hat zu lange gedauert. Bitte schreib noch einen Buchstaben.
slack-receipt = Ich habe dir privat geschrieben.
slack-foreign = Ich bin leider nur für die Leute des Workspace da, der mich installiert hat.
slack-not-installed = In diesem Workspace bin ich nicht mehr installiert. Ein Admin kann mich wieder hinzufügen.

## Viele Standorte

sites-invite-title = Viele Standorte auf einmal
sites-invite-text = Schick mir eine CSV-Datei mit einer Adresse je Zeile, höchstens { $lines }. Ich prüfe jede Zeile, den ersten Standort verbinden wir zusammen, und die anderen folgen von selbst. Diese Vorlage zeigt die Spalten; ihre Reihenfolge ist egal.
sites-file-large = Diese Datei ist mir zu groß. Bitte höchstens { $kilobytes } Kilobyte: { $lines } Adressen brauchen viel weniger.
sites-file-long = Das sind mehr als { $lines } Zeilen. Bitte teil die Datei auf und schick mir die Teile nacheinander.
sites-file-empty = In dieser Datei stehen keine Adressen.
sites-file-caption = Ich kann hier nur Text und CSV-Dateien lesen und halte mich deshalb an das, was du dazu geschrieben hast.
sites-file-no-text = Das ist eine Tabelle oder ein Dokument, aber keine CSV-Datei. Bitte speichere sie als CSV und schick mir die.
sites-template-name = standorte.csv
sites-mend-name = standorte-zu-korrigieren.csv
sites-report-name = standorte-bericht.csv
sites-example = Beispiel, bitte löschen
sites-column-line = Zeile
sites-column-problem = Problem
sites-column-name = Name
sites-column-text = Adresse
sites-column-address = Adresse
sites-column-street = Straße und Hausnummer
sites-column-house = Hausnummer
sites-column-extra = Wohnung oder Etage
sites-column-post-code = Postleitzahl
sites-column-city = Ort
sites-column-town = PLZ und Ort
sites-column-state = Bundesstaat
sites-column-country = Land
sites-column-provider = Anbieter
sites-column-reference = Referenz
sites-column-status = Status
sites-column-reason = Grund
sites-column-location = Location-ID
sites-line = Zeile { $line }
sites-fault-unreadable = In „{ $value }“ erkenne ich keine Adresse
sites-fault-street = Straße fehlt
sites-fault-city = Ort fehlt
sites-fault-postcode = Postleitzahl fehlt
sites-fault-postcode-wrong = „{ $value }“ ist keine Postleitzahl dieses Landes
sites-fault-country = Ein Land namens „{ $value }“ kenne ich nicht
sites-fault-state = Bundesstaat fehlt
sites-fault-state-wrong = „{ $value }“ ist kein Bundesstaat dieses Landes
sites-fault-twice = wie Zeile { $value }
sites-fault-connected = schon verbunden
sites-fault-example = das Beispiel aus der Vorlage
sites-country-title =
    { $count ->
        [one] In welchem Land liegt dieser Standort?
       *[other] In welchem Land liegen diese { $count } Standorte?
    }
sites-country-text = Von den { $lines } Zeilen deiner Datei sind es die, in denen das nicht steht. Wähl ein Land oder schreib ein anderes.
sites-checked-title =
    { $count ->
        [0] Noch ist keine Zeile bereit
        [one] { $count } von { $lines } Zeilen ist bereit
       *[other] { $count } von { $lines } Zeilen sind bereit
    }
sites-more-faults =
    { $count ->
        [one] Und noch eine dieser Art.
       *[other] Und noch { $count } dieser Art.
    }
sites-mend-hint = Die fehlerhaften Zeilen stehen in einer eigenen Datei. Du kannst sie dort korrigieren und mir diese Datei schicken, wenn die anderen fertig sind, oder jetzt alles korrigieren und die ganze Datei noch einmal schicken.
sites-mend-text = Diese Zeilen müssen korrigiert werden. Warum, steht in der Spalte „{ sites-column-problem }“.
sites-checked-text = Den ersten Standort verbinden wir zusammen. Danach frage ich dich einmal, welche anderen denselben Anbieter und Tarif haben, und erledige die allein.
sites-checked-groups = Nach Anbieter und Land sind es { $count } Gruppen. Ich frage also für jede Gruppe einmal.
sites-begin = Mit { $site } anfangen
sites-first-title = Zuerst verbinden wir { $site }
sites-first-text = Antworte einfach wie bei einem einzelnen Standort. Danach frage ich, welche anderen genauso sind.
sites-there-already = { $site } ist schon verbunden.
sites-stuck-title = Dieser Standort ist nicht verbunden
sites-stuck-text = Ich brauche einen, der es ist, damit die anderen ihm folgen können.
sites-stuck-again = Noch einmal versuchen
sites-stuck-another = Mit einem anderen Standort anfangen
sites-scope-title = Welche anderen Standorte haben denselben Anbieter und Tarif?
sites-scope-text = Die verbinde ich allein. Von den übrigen machen wir danach wieder einen zusammen.
sites-scope-login = Dieser Anbieter verlangt für jeden Standort eine Anmeldung. Alles andere fülle ich aus, du meldest dich dann Standort für Standort an.
sites-scope-all =
    { $count ->
        [one] Der andere
       *[other] Alle { $count } anderen
    }
sites-scope-town =
    { $count ->
        [one] Der eine in { $town }
       *[other] Die { $count } in { $town }
    }
sites-scope-area =
    { $count ->
        [one] Der eine mit Postleitzahl { $area }…
       *[other] Die { $count } mit Postleitzahl { $area }…
    }
sites-scope-none = Keiner: Ich mache sie einzeln
sites-next-title =
    { $count ->
        [one] Als Nächstes: noch ein Standort
       *[other] Als Nächstes: noch { $count } Standorte
    }
sites-next-text = Auch hier verbinden wir den ersten zusammen. Währenddessen mache ich mit denen weiter, über die ich Bescheid weiß.
sites-progress-title = { $count } von { $total } verbunden
sites-tally-needs =
    { $count ->
        [one] 1 braucht dich
       *[other] { $count } brauchen dich
    }
sites-tally-waiting =
    { $count ->
        [one] 1 wartet auf den Anbieter
       *[other] { $count } warten auf den Anbieter
    }
sites-tally-to-go = { $count } noch offen
sites-tally-left-out = { $count } ausgelassen
sites-paused = Pausiert, es beginnt nichts Neues. Soll es weitergehen, { $tap } auf „{ sites-go-on }“.
sites-carry-on = Weiter mit deiner Liste
sites-done = Das sind alle.
sites-stopped = Abgebrochen. Was verbunden ist, bleibt verbunden.
sites-hold = Pause
sites-go-on = Weitermachen
sites-stop = Abbrechen
sites-stop-title = Diese Standorte nicht weiter verbinden?
sites-stop-brief = Was verbunden ist, bleibt verbunden. Der Rest wird ausgelassen.
sites-stop-text =
    { $count ->
        [one] Was verbunden ist, bleibt verbunden. 1 Standort, der noch offen ist, wird ausgelassen.
       *[other] Was verbunden ist, bleibt verbunden. { $count } Standorte, die noch offen sind, werden ausgelassen.
    }
sites-stop-yes = Ja, abbrechen
sites-stop-no = Nein, weitermachen
sites-list =
    { $count ->
        [one] Zeig den einen, der dich braucht
       *[other] Zeig die { $count }, die dich brauchen
    }
sites-close = Liste ausblenden
sites-take = Standort wählen
sites-take-text = Such dir einen aus, dann machen wir ihn zusammen fertig.
sites-again =
    { $count ->
        [one] 1 davon noch einmal versuchen
       *[other] { $count } davon noch einmal versuchen
    }
sites-report = Bericht als Datei
sites-another-file = Noch eine Datei
sites-report-text = Hier steht, was aus jedem Standort geworden ist.
sites-status-ready = noch offen
sites-status-running = wird verbunden
sites-status-waiting = wartet auf den Anbieter
sites-status-connected = verbunden
sites-status-needs-you = braucht dich
sites-status-left-out = ausgelassen
sites-needs-address = Die Adresse muss sich noch einmal jemand ansehen.
sites-needs-provider = Der Anbieter muss gewählt werden.
sites-needs-other-provider = „{ $name }“ ist an dieser Adresse nicht unter den Anbietern.
sites-needs-tariff = Der Tarif muss gewählt werden.
sites-needs-other-tariff = „{ $name }“ ist an dieser Adresse nicht unter den Tarifen.
sites-needs-price = Die Preise müssen eingegeben werden.
sites-needs-region = Die Preisregion muss gewählt werden.
sites-needs-details = Eine Angabe zum Vertrag fehlt.
sites-needs-login = Jemand muss sich beim Anbieter anmelden.
sites-needs-failed = Der Tarif ließ sich beim Anbieter nicht lesen.
sites-needs-late = Der Anbieter hat den Tarif nach zwei Tagen noch nicht übermittelt.
sites-needs-hand = Den wolltest du selbst machen.
sites-needs-other = Es kam eine Frage, die es beim ersten Standort nicht gab.
