"""Words of which the invented provider and tariff names are made."""

from typing import Final

# Providers that stories and tests can rely on, with the methods that they support.
FEATURED: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "GB": {
        "Quillmoor Power": ("MANUAL",),
        "Tidehollow Energy": ("DIRECT", "LIBRARY"),
        "Brackenwatt": ("LIBRARY",),
        "Gannetwick Tracker": ("MARKET",),
        "Môrlanw Ynni": ("MANUAL",),
    },
    "IE": {"Carrowmist Electric": ("MANUAL",), "Sliabhglow Energy": ("DIRECT",)},
    "DE": {
        "Rheinfunke Strom": ("LIBRARY",),
        "Nebelquell Stadtstrom": ("MANUAL",),
        "Wattkiesel": ("DIRECT",),
        "Börsenfunke": ("MARKET",),
    },
    "AT": {"Gamsfunke Energie": ("LIBRARY",), "Almwatt": ("MANUAL",)},
    "CH": {"Gletscherfunke": ("MANUAL",), "Firnwatt Élec": ("LIBRARY",)},
    "FR": {"Embrun Élec": ("MARKET",), "Brise d'Ocre": ("LIBRARY",), "Lumignon Énergie": ("MANUAL",)},
    "SE": {"Norrglimt Energi": ("MARKET",), "Tallvik Kraft": ("DIRECT",), "Älvsken El": ("MANUAL",)},
    "DK": {"Klitvind El": ("DIRECT", "MARKET"), "Søndlys": ("MANUAL",), "Tangstrøm": ("MARKET",)},
    "NO": {"Fjellglød Kraft": ("MARKET",), "Vintersol Strøm": ("MANUAL",)},
    "NL": {"Polderlicht Stroom": ("DIRECT", "MARKET"), "Wadvonk": ("MANUAL",)},
    "US": {"Mesaglow Electric": ("LIBRARY",), "Pronghorn Light": ("MANUAL",)},
    "CA": {"Loonlake Hydro": ("MANUAL",), "Érable Lumière": ("LIBRARY",)},
    "AU": {"Wattlebird Power": ("DIRECT", "LIBRARY"), "Saltbush Current": ("MANUAL",)},
    "JP": {"Yoakegumo Denki": ("MANUAL",), "Hotarubi Power": ("LIBRARY",)},
}

# Sixty stems with five words each give the long British list.
_GB_STEMS: Final = """
    Aldershaw Ambermere Ashenvale Barrowlight Blackthornby Bluefen Bramblewick Brightmoor Burrowgate Carnfell
    Castlebeck Chalkwater Cindermoor Copperdale Cragmist Crowlight Cwmgolau Dawnbeck Deepgill Drumossie Eddlestow
    Emberleigh Fallowdene Farthinglow Fenharrow Foxglint Furzebrook Gorsehill Greywick Harrowfen Hawkglen Hazelspark
    Heatherbarn Ivelmead Juniperthwaite Kestrelby Kittiwold Larkhollow Lowmarsh Marlspike Mistlethorn Netherglow
    Nightfern Otterbourn Oxlipham Pebbleford Pellowen Rookmere Rowanstead Saltmarket Sedgewater Silverfen Skylarkby
    Sparrowhurst Stonewhistle Thistledown Umberton Wrensted Yarrowgate Yewbarrow"""
GB_STEMS: Final = tuple(_GB_STEMS.split())

STEMS: Final[dict[str, tuple[str, ...]]] = {
    "IE": ("Glenmist", "Ballyspark", "Curraghlight", "Inishglow", "Dúnsolas", "Abhainn Gorm"),
    "DE": ("Funkental", "Wendelwatt", "Drosselhain", "Kieselbruch", "Sturmhag", "Grünmoor", "Blitzweiher"),
    "AT": ("Enzianlicht", "Murmelstein", "Zirbenfunk", "Föhnwald", "Kogelblitz", "Dachsgraben"),
    "CH": ("Murmelbach", "Arvenlicht", "Lac d'Étain", "Bergdohle", "Fiocco Alto", "Steinbockfluh"),
    "NL": ("Duinvonk", "Sluisglans", "Reigerveen", "Kiekenlicht", "Zilvermeeuwtje", "Briesvonk"),
    "BE": ("Scheldevonk", "Ardoiselle", "Mistveldeke", "Héronbleu", "Kanaalvonk", "Bruyèreclaire"),
    "FR": ("Étincelle du Causse", "Mistralou", "Garriguette d'Or", "Châtaignon", "Vaguelune", "Clairièrelle"),
    "ES": ("Riberaclaro", "Luciernal", "Cañadiz", "Brisapáramo", "Olivarejo", "Peñaluz"),
    "PT": ("Farolinho Novo", "Ribeirada", "Pirilampal", "Marécheia", "Sobreirinho", "Ventoinhal"),
    "IT": ("Lucciolara", "Brezzalta", "Civettone", "Ginestrara", "Scintillaro", "Fontechiarella"),
    "SE": ("Björkljus", "Myrvind", "Sjöglimt", "Åskdal", "Renfors", "Lingonvik"),
    "DK": ("Hedeglimt", "Bølgekær", "Åsvind", "Moselys", "Lærkedal", "Ravstrøm"),
    "NO": ("Tindeglimt", "Nordvarde", "Måkevik", "Breglans", "Elvesus", "Øysterlys"),
    "FI": ("Revontuike", "Järvituuli", "Käpykoski", "Suopursu", "Tuikkula", "Hillasuo"),
    "PL": ("Iskiernica", "Wrzosówka Dolna", "Świetlikowo", "Modrzewina", "Źródełkowo", "Bocianisko"),
    "US": ("Stemglow", "Saguarobeam", "Cottonspark", "Juniperflash", "Redtailby", "Weedtumble"),
    "CA": ("Tamaralight", "Loonspark", "Boréalis-Nord", "Muskeglow", "Mapleflash", "Rivièrelume"),
    "AU": ("Kookaglow", "Ghostgumlight", "Bilbyspark", "Malleebeam", "Billabright", "Lyreglow"),
    "NZ": ("Tussockglow", "Kōwhailight", "Fantailspark", "Pounabeam", "Pongaflash", "Longwhitelume"),
    "JP": ("Tsukinowari", "Kazahanada", "Minamora", "Yukishirono", "Komorebino", "Asagirida"),
    "KW": ("Noorbahri", "Sadafari", "Ramlahan", "Mishkatun", "Danahiya", "Shuaati"),
}

WORDS: Final[dict[str, tuple[str, ...]]] = {
    "GB": ("Energy", "Energy Supply", "Énergie", "Electric", "Power"),
    "IE": ("Energy", "Power", "Fuinneamh"),
    "DE": ("Strom", "Energie", "Naturstrom"),
    "AT": ("Strom", "Energie", "Kraft"),
    "CH": ("Strom", "Energie", "Watt"),
    "NL": ("Energie", "Stroom", "Groen"),
    "BE": ("Energie", "Stroom", "Électricité"),
    "FR": ("Énergie", "Élec", "Lumière"),
    "ES": ("Energía", "Luz", "Eléctrica"),
    "PT": ("Energia", "Luz", "Elétrica"),
    "IT": ("Energia", "Luce", "Elettrica"),
    "SE": ("Energi", "Kraft", "El"),
    "DK": ("Energi", "El", "Strøm"),
    "NO": ("Kraft", "Energi", "Strøm"),
    "FI": ("Energia", "Sähkö", "Voima"),
    "PL": ("Energia", "Prąd", "Elektryka"),
    "US": ("Electric", "Power & Light", "Energy Co-op"),
    "CA": ("Hydro", "Energy", "Power"),
    "AU": ("Energy", "Power", "Electricity"),
    "NZ": ("Energy", "Power", "Electric"),
    "JP": ("Denki", "Denryoku", "Energy"),
    "KW": ("Power", "Electric", "Energy"),
}

# Tariff lines: name, description, kind of plan.
_CITIES: Final = ("Aldmoor", "Beckton Vale", "Carrick Low", "Dunmere", "Eskford", "Fenwick Ash")
_FIX_ENDS: Final = tuple(f"{month} {year}" for year in (2027, 2028) for month in ("March", "June", "October"))
LINES: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "short": (
        ("{brand} Flex", "", "flex"),
        ("{brand} Night Saver", "night {night} {currency}, day {cost} {currency} per kWh", "night"),
        ("{brand} Steady 24", "fixed at {cost} {currency} per kWh until March 2028", "fixed"),
        ("{brand} Steady 24 Online", "fixed at {cost} {currency} per kWh, paperless billing", "fixed"),
        ("{brand} Family", "price depends on consumption, from {cost} {currency} per kWh", "tiered"),
        ("{brand} Spot", "market price plus a fee", "spot"),
    ),
    "long": (
        ("{brand} Standard Variable", "{cost} {currency} per kWh", "fixed"),
        *(
            (
                f"{{brand}} Home & Car {year} Extended Loyalty Plan for {city} and Surrounding Parishes "
                f"(Paperless, Direct Debit, Exit Fee Applies)",
                "{cost} {currency} per kWh by day, {night} {currency} from 23:30 to 05:30; standing charge extra",
                "night",
            )
            for year in (2026, 2027)
            for city in _CITIES
        ),
        *((f"{{brand}} Fix {end}", "", "fixed") for end in _FIX_ENDS),
        *((f"{{brand}} Fix v{n}", "{cost} {currency} per kWh", "fixed") for n in range(1, 22)),
    ),
}  # fmt: skip
