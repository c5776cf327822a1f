"""What the columns of a file of addresses are called, in English and German."""

from collections.abc import Sequence

from bot.conversation.understanding.folding import fold

# Folded names (lower case, no accents, words parted by spaces) of each column.
_NAMES = {
    "name": "name|site|site name|location|location name|building|building name|property|property name|branch|label"
    "|description|standort|standortname|bezeichnung|objekt|objektname|gebaude|filiale|liegenschaft|beschreibung",
    "text": "address|full address|complete address|postal address|site address|property address|adresse|anschrift"
    "|vollstandige adresse|ganze adresse|standortadresse|objektadresse|lieferadresse|postanschrift",
    "street": "street|street address|street name|street and number|street and house number|street and no|road"
    "|address line 1|address line1|addressline1|address 1|address1|line 1|line1|addr1|strasse|strassenname"
    "|strasse und hausnummer|strasse hausnummer|strasse und hausnr|strasse hausnr|strasse und nummer|strasse und nr"
    "|strasse nr|adresszeile 1|adresse 1|str",
    "house": "house number|house no|house|street number|street no|building number|number|no|hausnummer|hausnr|haus nr"
    "|nummer|nr",
    "extra": "flat|flat or floor|flat number|apartment|apt|unit|floor|suite|door|room|address line 2|address line2"
    "|addressline2|address 2|address2|line 2|line2|addr2|wohnung|wohnung oder etage|wohnungsnummer|etage|stockwerk"
    "|adresszusatz|zusatz|adresszeile 2|adresse 2|einheit",
    "city": "town|city|town or city|town city|city town|post town|locality|suburb|place|municipality|ort|stadt"
    "|ort stadt|wohnort|ortschaft|gemeinde",
    "post_code": "postcode|post code|postal code|postalcode|zip|zip code|zipcode|zip postcode|zip postal code|eircode"
    "|plz|postleitzahl",
    "town": "plz ort|plz und ort|postleitzahl ort|postleitzahl und ort|postcode town|postcode city|postcode and town"
    "|zip city|city zip|city state zip|city state and zip|town postcode|town and postcode",
    "state": "state|state code|province|state or province|state province|bundesstaat|bundesland|provinz",
    "country": "country|country code|country name|iso country|nation|land|landercode|laendercode|landercode iso"
    "|landerkurzel|landerkennzeichen|staat",
    "provider": "provider|energy provider|electricity provider|supplier|energy supplier|electricity supplier|utility"
    "|retailer|anbieter|stromanbieter|energieanbieter|versorger|energieversorger|stromversorger|lieferant"
    "|stromlieferant|energielieferant",
    "reference": "reference|reference id|reference number|our reference|ref|id|site id|site number|site code"
    "|external id|code|referenz|referenznummer|kennung|standort id|standortnummer|standort nr|objektnummer|objekt nr"
    "|objekt id|kostenstelle",
}  # fmt: skip
_COLUMNS = {name: column for column, names in _NAMES.items() for name in names.split("|")}
_PLACES = frozenset(("text", "street", "city", "post_code", "town"))


def read_header(cells: Sequence[str]) -> tuple[str, ...] | None:
    """The column that each cell names, "" for one that we do not know; None if this is no header."""
    found: list[str] = []
    for cell in cells:
        column = _COLUMNS.get(fold(cell), "")
        found.append("" if column in found else column)
    named = [column for column in found if column]
    # A line of data may hold such a word too, but hardly two, and not where an address should be.
    alone = len([cell for cell in cells if cell.strip()]) == 1
    if not _PLACES & set(named) or (len(named) < 2 and not alone):
        return None
    if "text" in named and "street" not in named and {"city", "post_code", "town"} & set(named):
        found[found.index("text")] = "street"
    return tuple(found)
