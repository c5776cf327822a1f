"""Large cities, street words and counties: what tells one country's addresses from another's."""

import re
from functools import lru_cache

from bot.conversation.understanding.folding import fold

_CITIES = {
    "GB": "London|Birmingham|Manchester|Leeds|Glasgow|Edinburgh|Liverpool|Bristol|Sheffield|Cardiff|Belfast|Leicester"
    "|Nottingham|Newcastle upon Tyne|Newcastle|Southampton|Portsmouth|Brighton|Oxford|Cambridge|Reading"
    "|Aberdeen|Dundee"
    "|Swansea|York|Coventry|Hull|Derby|Plymouth|Stoke-on-Trent|Wolverhampton|Norwich|Exeter|Bath"
    "|Milton Keynes|Luton"
    "|Bournemouth|Swindon|Sunderland|Bradford|Inverness|Perth|Newport|Gloucester|Cheltenham|Ipswich"
    "|Peterborough",
    "IE": "Dublin|Cork|Limerick|Galway|Waterford|Drogheda|Dundalk|Swords|Bray|Kilkenny|Sligo|Athlone|Tralee|Ennis",
    "DE": "Berlin|Hamburg|München|Munich|Köln|Cologne|Frankfurt am Main|Frankfurt|Stuttgart|Düsseldorf"
    "|Leipzig|Dortmund"
    "|Essen|Bremen|Dresden|Hannover|Nürnberg|Duisburg|Bochum|Wuppertal|Bielefeld|Bonn|Münster|Karlsruhe"
    "|Mannheim"
    "|Augsburg|Wiesbaden|Kiel|Lübeck|Mainz|Freiburg|Rostock|Kassel|Potsdam|Erfurt|Magdeburg|Halle|Aachen"
    "|Regensburg",
    "AT": "Wien|Vienna|Graz|Linz|Salzburg|Innsbruck|Klagenfurt|Villach|Wels|St. Pölten|Dornbirn|Bregenz|Eisenstadt",
    "CH": "Zürich|Zurich|Genève|Genf|Geneva|Basel|Bern|Lausanne|Winterthur|Luzern|St. Gallen|Lugano|Biel|Thun"
    "|Zug|Chur|Neuchâtel|Fribourg|Sion|Montreux|Bellinzona|Schaffhausen|Aarau",
    "LI": "Vaduz|Schaan",
    "LU": "Luxembourg|Luxemburg|Esch-sur-Alzette",
    "FR": "Paris|Marseille|Lyon|Toulouse|Nice|Nantes|Montpellier|Strasbourg|Bordeaux|Lille|Rennes|Reims"
    "|Toulon|Grenoble"
    "|Dijon|Angers|Nîmes|Brest|Le Mans|Tours|Amiens|Limoges|Metz|Rouen|Nancy|Caen|Orléans|Mulhouse"
    "|Versailles|Ajaccio",
    "BE": "Bruxelles|Brussel|Brussels|Brüssel|Antwerpen|Anvers|Gent|Gand|Charleroi|Liège|Luik|Brugge|Namur|Leuven|Mons",
    "NL": "Amsterdam|Rotterdam|Den Haag|'s-Gravenhage|The Hague|Utrecht|Eindhoven|Groningen|Tilburg"
    "|Almere|Breda|Nijmegen"
    "|Arnhem|Haarlem|Enschede|Amersfoort|Zaandam|Leiden|Maastricht|Delft|Zwolle",
    "IT": "Roma|Rome|Rom|Milano|Milan|Mailand|Napoli|Torino|Palermo|Genova|Bologna|Firenze|Florence|Bari"
    "|Catania|Venezia"
    "|Verona|Messina|Padova|Trieste|Brescia|Parma|Modena|Cagliari|Bolzano|Perugia|Livorno|Trento|Pisa|Bozen"
    "|Meran|Brixen|Bruneck",
    "ES": "Madrid|Barcelona|Valencia|Sevilla|Zaragoza|Málaga|Murcia|Palma|Palma de Mallorca|Bilbao"
    "|Alicante|Córdoba"
    "|Valladolid|Vigo|Gijón|Granada|A Coruña|Vitoria-Gasteiz|Pamplona|San Sebastián|Santander|Las Palmas",
    "PT": "Lisboa|Lisbon|Lissabon|Porto|Braga|Coimbra|Funchal|Faro|Setúbal|Aveiro|Évora",
    "SE": "Stockholm|Göteborg|Malmö|Uppsala|Västerås|Örebro|Linköping|Helsingborg|Jönköping|Norrköping"
    "|Lund|Umeå|Gävle"
    "|Borås|Södertälje|Eskilstuna|Halmstad|Växjö|Karlstad|Sundsvall|Luleå|Kiruna|Kalmar|Visby|Solna",
    "DK": "København|Copenhagen|Kopenhagen|København K|København N|København S|København V|København Ø"
    "|Aarhus|Århus"
    "|Aarhus C|Aarhus N|Aarhus V|Odense|Odense C|Aalborg|Esbjerg|Randers|Kolding|Horsens|Vejle|Roskilde"
    "|Herning"
    "|Silkeborg|Helsingør|Frederiksberg|Hellerup",
    "NO": "Oslo|Bergen|Trondheim|Stavanger|Drammen|Fredrikstad|Kristiansand|Sandnes|Tromsø|Sarpsborg"
    "|Skien|Ålesund|Bodø"
    "|Tønsberg|Hamar|Lillehammer|Moss",
    "FI": "Helsinki|Helsingfors|Espoo|Tampere|Vantaa|Oulu|Turku|Åbo|Jyväskylä|Lahti|Kuopio|Pori|Joensuu"
    "|Vaasa|Rovaniemi",
    "IS": "Reykjavík|Kópavogur|Akureyri",
    "PL": "Warszawa|Warsaw|Kraków|Łódź|Wrocław|Poznań|Gdańsk|Szczecin|Bydgoszcz|Lublin|Katowice|Białystok|Gdynia",
    "CZ": "Praha|Prague|Prag|Brno|Ostrava|Plzeň|Liberec|Olomouc|České Budějovice|Hradec Králové|Pardubice",
    "SK": "Bratislava|Košice|Prešov|Žilina|Nitra|Banská Bystrica|Trnava",
    "HU": "Budapest|Debrecen|Szeged|Miskolc|Pécs|Győr|Nyíregyháza|Kecskemét",
    "SI": "Ljubljana|Maribor|Celje|Kranj|Koper",
    "HR": "Zagreb|Split|Rijeka|Osijek|Zadar|Pula|Dubrovnik",
    "RO": "București|Bucharest|Cluj-Napoca|Timișoara|Iași|Constanța|Brașov|Craiova|Sibiu",
    "BG": "София|Sofia|Пловдив|Plovdiv|Варна|Varna|Бургас|Burgas",
    "GR": "Αθήνα|Athens|Athen|Athina|Θεσσαλονίκη|Thessaloniki|Patras|Heraklion",
    "EE": "Tallinn|Tartu|Pärnu|Narva",
    "LV": "Rīga|Riga|Daugavpils|Liepāja",
    "LT": "Vilnius|Kaunas|Klaipėda",
    "RS": "Beograd|Belgrade|Novi Sad|Niš",
    "TR": "İstanbul|Ankara|İzmir|Bursa|Antalya",
    "US": "New York|Los Angeles|Chicago|Houston|Phoenix|Philadelphia|San Antonio|San Diego|Dallas|Austin"
    "|San Jose"
    "|San Francisco|Seattle|Denver|Boston|Washington|Nashville|Portland|Las Vegas|Detroit|Memphis"
    "|Baltimore|Milwaukee"
    "|Albuquerque|Tucson|Fresno|Sacramento|Atlanta|Miami|Oakland|Minneapolis|Tampa|Honolulu"
    "|Salt Lake City|Brooklyn",
    "CA": "Toronto|Montréal|Montreal|Vancouver|Calgary|Edmonton|Ottawa|Winnipeg|Québec|Quebec|Hamilton"
    "|Halifax|Victoria",
    "AU": "Sydney|Melbourne|Brisbane|Perth|Adelaide|Canberra|Hobart|Darwin|Gold Coast|Newcastle|Geelong|Cairns",
    "NZ": "Auckland|Wellington|Christchurch|Hamilton|Tauranga|Dunedin",
    "ZA": "Johannesburg|Cape Town|Durban|Pretoria|Gqeberha|Bloemfontein",
    "IN": "Mumbai|Delhi|New Delhi|Bengaluru|Bangalore|Hyderabad|Chennai|Kolkata|Pune|Ahmedabad|Jaipur",
    "JP": "Tokyo|Osaka|Kyoto|Yokohama|Nagoya|Sapporo|Fukuoka|Kobe",
    "SG": "Singapore",
    "HK": "Hong Kong|Kowloon",
    "AE": "Dubai|Abu Dhabi|Sharjah",
    "BR": "São Paulo|Rio de Janeiro|Brasília|Salvador|Fortaleza|Belo Horizonte|Curitiba|Porto Alegre|Recife",
    "MX": "Ciudad de México|Guadalajara|Monterrey|Puebla|Tijuana",
}
# Patterns on folded text; the countries whose streets are called so.
_STREETS = {
    r"\w*(?:strasse|str)\b|\w+(?:weg|platz|allee|damm|ufer|ring|steig|markt|hof)\b|\bam \w+|\ban der": "DE AT CH LI LU",
    r"\w*gasse\b": "AT DE",
    r"\b(?:rue|avenue|boulevard|bd|chemin|impasse|quai|allee|place|cours|route) \w": "FR BE CH LU MC",
    r"\b(?:via|viale|piazza|piazzale|corso|vicolo|strada|lungotevere)\b": "IT SM CH",
    r"\b(?:calle|c|avenida|avda|paseo|plaza|carrer|camino|ronda|travesia|passeig|rambla)\b": "ES MX",
    r"\b(?:rua|avenida|travessa|largo|praca|estrada)\b": "PT BR",
    r"\w+(?:straat|laan|gracht|plein|kade|steenweg|dreef|singel)\b": "NL BE",
    r"\w+(?:gatan|vagen|grand|stigen|torget|backen|plan|allen)\b|\b\w+(?:gata|vag)\b": "SE FI",
    r"\w*(?:gade|vej|straede|vaenget|torv|plads|stien|parken|alle)\b": "DK",
    r"\w*(?:gate|veien|vei|vegen|gata|stien|plass)\b": "NO",
    r"\w+(?:katu|tie|kuja|polku|kaari)\b": "FI",
    r"\b(?:ul|ulica|aleja|al|os|plac)\b": "PL SI HR",
    r"\b(?:ulice|namesti|trida|nabrezi)\b": "CZ",
    r"\b(?:ulica|namestie|cesta)\b": "SK SI",
    r"\b(?:utca|ut|ter|korut|u)\b": "HU",
    r"\b(?:strada|str|bulevardul|bd|calea)\b": "RO",
    r"\b(?:odos|leoforos)\b": "GR",
    r"\b(?:cadde\w*|cad|sokak|sok|mahalle\w*|mah|bulvari)\b": "TR",
}
_ENGLISH_STREET = (
    r"street|st|road|rd|lane|ln|avenue|ave|av|drive|dr|close|court|ct|crescent|cres|place|pl|square|sq|terrace|way"
    r"|gardens|grove|hill|park|row|mews|walk|boulevard|blvd|highway|hwy|parkway|pkwy|circle|cir|trail|quay|green|parade"
    r"|pde|rise|view|broadway|strand|esplanade|loop|plaza"
)
_ENGLISH = re.compile(rf"\b(?:{_ENGLISH_STREET})\b", re.IGNORECASE)
_AFTER_TYPE = re.compile(
    rf"^(?P<street>.*\d.*\b(?:{_ENGLISH_STREET})\b\.?(?:\s(?:north|south|east|west|[ns][ew]?|[ew]))?"
    r"(?:\s(?:(?:apt|unit|suite|ste|flat|#)\.?\s?)#?\d+\w?)?)\s+(?P<city>[^\d]+)$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"^(?:(?:flat|apt|apartment|unit|suite|ste|room|floor|fl|studio|wohnung|whg|etage|og|eg|top|tür|lgh|appt|appartement"
    r"|bât|bâtiment|interno|int|piso|planta|puerta|esc|escalera|bus|bte|lejlighed|c/o|#)\b.{0,20}"
    r"|#\s?\d+\w?|\d{1,3}\.?\s?(?:og|stock|etage|floor|sal|tv|th|mf)\b.{0,10}|(?:st|\d{1,2})\.?\s(?:tv|th|mf)\.?"
    r"|\d{1,2}\s?[ºª°]\s?\w*)$",
    re.IGNORECASE,
)
_COUNTIES = (
    "bedfordshire|berkshire|buckinghamshire|cambridgeshire|cheshire|cornwall|cumbria|derbyshire|devon"
    "|dorset|durham"
    "|county durham|co durham|east sussex|west sussex|sussex|essex|gloucestershire|greater london|greater manchester"
    "|hampshire|hants|herefordshire|hertfordshire|herts|isle of wight|kent|lancashire|leicestershire"
    "|lincolnshire"
    "|merseyside|middlesex|norfolk|northamptonshire|northumberland|nottinghamshire|oxfordshire|oxon"
    "|rutland|shropshire"
    "|somerset|north somerset|staffordshire|suffolk|surrey|tyne and wear|warwickshire|west midlands"
    "|wiltshire|wilts"
    "|worcestershire|north yorkshire|south yorkshire|west yorkshire|east yorkshire|yorkshire|avon|fife"
    "|aberdeenshire"
    "|ayrshire|lanarkshire|midlothian|west lothian|east lothian|highland|perthshire|gwynedd|powys|dyfed|gwent"
    "|south glamorgan|west glamorgan|mid glamorgan|clwyd|county antrim|co antrim|county down|co down"
    "|co tyrone|co armagh"
    "|beds|berks|bucks|cambs|glos|lancs|leics|lincs|northants|notts|salop|staffs|worcs"
    "|england|scotland|wales|northern ireland"
)


def find_city(text: str, country: str | None = None) -> dict[str, str]:
    """Country to proper spelling, for a text that is exactly a large city."""
    return {code: name for code, name in _city_index().get(fold(text), ()) if country in (None, code)}


def split_city(text: str, country: str | None) -> tuple[str, str]:
    """A street and the city that ends the same line: by a known city, else by the word for street before it."""
    words = text.split()
    for size in range(min(4, len(words) - 1), 0, -1):
        names = find_city(" ".join(words[-size:]), country)
        if names:
            return " ".join(words[:-size]), " ".join(words[-size:])
    match = _AFTER_TYPE.match(text)
    if match and len(match["city"].split()) <= 4:
        return match["street"].strip(), match["city"].strip()
    return text, ""


def street_countries(text: str) -> frozenset[str]:
    """Countries whose street words are in the text; empty if none, or if they say nothing."""
    key = fold(text)
    found: set[str] = set()
    for pattern, countries in _streets():
        if pattern.search(key):
            found.update(countries.split())
    return frozenset(found)


def is_street(text: str) -> bool:
    """True for a line with a street word of any language that we know."""
    return bool(street_countries(text)) or bool(_ENGLISH.search(text))


def is_unit(text: str) -> bool:
    """True for a part of a building: "Flat 2", "2. OG", "lgh 1102"."""
    return bool(_UNIT.match(text.strip()))


def is_county(text: str, country: str | None) -> bool:
    key = fold(text)
    if country == "IE":
        return key.startswith(("co ", "county "))
    return country == "GB" and key in _COUNTIES.split("|")


@lru_cache(maxsize=1)
def _city_index() -> dict[str, tuple[tuple[str, str], ...]]:
    index: dict[str, dict[str, str]] = {}
    for country, names in _CITIES.items():
        for name in names.split("|"):
            index.setdefault(fold(name), {})[country] = name
    return {key: tuple(found.items()) for key, found in index.items()}


@lru_cache(maxsize=1)
def _streets() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), countries) for pattern, countries in _STREETS.items())
