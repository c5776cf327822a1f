"""Addresses that show what a line looks like: real towns, invented streets."""

from bot.conversation.understanding.address import Address

EXAMPLES = {
    "GB": Address("14 Quillmoor Lane", "Flat 2", "Bristol", "", "BS1 9ZZ", "GB"),
    "IE": Address("3 Sliabhglow Row", "", "Galway", "", "H91 X0X0", "IE"),
    "US": Address("120 Saguarobeam Street", "", "Austin", "TX", "78701", "US"),
    "DE": Address("Funkentalstraße 5", "2. OG", "Leipzig", "", "04109", "DE"),
    "NL": Address("Reigerveenlaan 8", "", "Utrecht", "", "3511 ZZ", "NL"),
    "SE": Address("Norrglimtsgatan 11", "", "Uppsala", "", "753 10", "SE"),
    "AT": Address("Zirbenfunkgasse 7", "Top 4", "Graz", "", "8010", "AT"),
    "CH": Address("Arvenlichtstrasse 21", "", "Luzern", "", "6003", "CH"),
    "LU": Address("9 rue de l’Arvenlicht", "", "Luxembourg", "", "1616", "LU"),
    "LI": Address("Föhnwaldweg 2", "", "Vaduz", "", "9490", "LI"),
    "IT": Address("Via Lucciolara 6", "", "Bolzano", "", "39100", "IT"),
}
