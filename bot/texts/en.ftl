# English. Messages are plain text: channels do their own escaping. Every page has its section.

language-name = English

## Words of every page

page-yes = Yes, that’s right
page-change = Change
page-skip = Skip
page-gone = That choice is no longer available. Please pick one of these.
# What one does with a button: $tap and $Tap in other messages, on a phone and at a desk.
hand-touch = tap
hand-touch-first = Tap
hand-mouse = press
hand-mouse-first = Press
page-choose = Please { $tap } one of the buttons below.
page-or-form = Or fill in the form.
page-look = Check again
page-address = Address
page-provider = Provider
page-brief = That’s a bit long. Up to { $max } characters, please.

## Long lists

list-earlier = Previous
list-later = More
list-none = None of these
list-tap-or-type = { $Tap } yours, or type its name.
list-choose-or-type = Choose yours from the list, or type its name.
list-type = Type the first few letters of the name, or browse the list. There are { $count } to choose from.
list-found = Here’s what comes close to “{ $query }”.
list-not-found = I can’t find “{ $query }”. Try another spelling or just part of the name, or { $tap } “{ $missing }”.
list-not-found-plain = I can’t find “{ $query }” here. Please { $tap } one of these.
list-words-only = Please type a name, or { $tap } an entry of the list.

## Address

address-title = Which address is this for?
address-ask = One message is enough, for example: { $example }
address-example = 1-3 Strand, London WC2N 5EH
address-offered-title = Is this the right address?
address-confirm-title = Did I get the address right?
address-confirm-text = If something’s off, { $tap } it, or simply type the address again.
address-confirm-text-form = If something’s off, change it in the form, or simply type the address again.
address-what = Which part should I change?
address-understood = So far I have:
address-form-title = Your address
address-form-open = Enter the address
address-form-change = Change the address
address-unreadable = I can’t make out an address in that. Please send something like: { $example }
address-label-street = Street and number
address-label-extra = Flat or floor
address-label-city = Town or city
address-label-postcode = Postcode
address-label-country = Country
address-label-state = State
address-ask-street = What’s the street and house number?
address-ask-extra = Which flat or floor?
address-ask-city = Which town or city?
address-ask-postcode = What’s the postcode?
address-ask-country = Which country?
address-ask-country-hint = { $Tap } it, or type any other country.
address-country-hint = Its name in any language, or its code, such as “DE”.
address-country-choose = Choose the country
address-ask-state = Which state or province?
address-ask-state-hint = Its name or its short form, such as { $example }.
address-country-unknown = I don’t know a country called “{ $text }”. Please type its name, for example “Germany”, or its code, such as “DE”.
address-state-unknown = “{ $text }” isn’t a state I know in { $country }. Please type its name or short form, such as { $example }.
address-keep = Keep “{ $text }”
# Codes of the countries that people who speak this language live in, most people first.
address-likely-countries = GB, IE, US, DE, NL, SE
address-postcode-unread = That doesn’t look like a postcode: there are no digits in it. Please type it once more, or skip it.
address-part-empty = I need that one. Please type it in a few words.
address-connected-already = This address is connected already. Here’s what it has.

## Provider

provider-title = Who’s your energy provider?
provider-title-team = Who’s the energy provider?
provider-title-export = Who buys the electricity you feed in?
provider-title-export-team = Who buys the electricity that’s fed in?
provider-choose = Choose your provider
provider-empty = I have no list of providers for this address. Is the address right? If so, { $tap } “{ $missing }” and tell me the name.
provider-missing = My provider isn’t listed
provider-change-address = Change address
provider-name-title = What’s your provider called?
provider-name-title-team = What’s the provider called?
provider-name-label = Name of the provider
provider-name-ask = Type the name the way it’s printed on your bill.
provider-name-check-address = If you expected your provider in the list, check the address: { $address }
provider-name-keep = Keep “{ $name }”
provider-name-empty = I need the name of your provider, for example “Octopus Energy”.
name-form-open = Enter the name

## Tariff from the list, and its name

tariff-title = Which tariff do you have?
tariff-title-team = Which tariff is it?
tariff-title-provider = Which { $provider } tariff do you have?
tariff-title-provider-team = Which { $provider } tariff is it?
tariff-choose = Choose your tariff
tariff-where = You’ll find its name on your bill or in your contract.
tariff-empty = I have no list of tariffs here. { $Tap } “{ $missing }” and we’ll enter the prices together.
tariff-missing = My tariff isn’t listed
tariff-name-title = What’s your tariff called?
tariff-name-title-team = What’s the tariff called?
tariff-name-label = Name of the tariff
tariff-name-title-provider = What’s your { $provider } tariff called?
tariff-name-title-provider-team = What’s the { $provider } tariff called?
tariff-name-ask = Type the name the way it’s printed on your bill.
tariff-name-keep = Keep “{ $name }”
tariff-name-empty = I need the name of your tariff, for example “Green Fixed 12”.

## How the price works

structure-title = How does your price work?
structure-title-team = How does the price work?
structure-choose = Choose what fits
structure-hint = Not sure? Check your bill: does it show one price per kWh, several, or none at all?
structure-unread = Please { $tap } the line that fits, or say it in a word, such as “fixed”, “night rate” or “market price”.
structure-fixed = One price all day
structure-fixed-text = Every kWh costs the same, day and night.
structure-time-of-day = Different prices by time of day
structure-time-of-day-text = For example, cheaper at night.
structure-market = Follows the market price
structure-market-text = It changes from hour to hour with the wholesale price.
structure-advanced = Prices differ by season, weekday or usage
structure-advanced-text = For example, dearer in winter or cheaper on weekends.
# Words that people type for each kind, separated by commas.
structure-fixed-words = fixed, flat, flat rate, one price, one rate, single, single rate, same, standard, all day, constant
structure-time-of-day-words = night, day and night, day night, time of day, time of use, tou, off peak, peak, economy 7, two rates, two prices, dual rate, different prices, cheaper at night
structure-market-words = market, spot, spot price, exchange, wholesale, dynamic, hourly, agile, tracker
structure-advanced-words = season, seasons, seasonal, winter, summer, weekday, weekdays, weekend, usage, consumption, tiers, tiered, advanced, months
structure-none = Here I can’t offer a kind of price to choose from. Please pick another provider or tariff.

## Price region

region-title = Which price region are you in?
region-choose = Choose your region
region-hint = The market price depends on it.
region-none = I didn’t get any regions to choose from. Please look again in a moment.
region-at = Austria
region-be = Belgium
region-ch = Switzerland
region-ger = Germany
region-dk1 = West Denmark (DK1)
region-dk2 = East Denmark (DK2)
region-ee = Estonia
region-es = Spain
region-fi = Finland
region-fr = Mainland France
region-cors = Corsica
region-gb = Great Britain
region-grec = Greece
region-lt = Lithuania
region-lv = Latvia
region-malt = Malta
region-nl = Netherlands
region-no1 = Oslo, East Norway (NO1)
region-no2 = Kristiansand, South Norway (NO2)
region-no3 = Trondheim, Mid Norway (NO3)
region-no4 = Tromsø, North Norway (NO4)
region-no5 = Bergen, West Norway (NO5)
region-pl = Poland
region-pt = Portugal
region-se1 = Luleå (SE1)
region-se2 = Sundsvall (SE2)
region-se3 = Stockholm (SE3)
region-se4 = Malmö (SE4)
region-slov = Slovenia
region-nord = Northern Italy
region-cnor = Central Northern Italy
region-csud = Central Southern Italy
region-sud = Southern Italy
region-sici = Sicily
region-sard = Sardinia
region-peninsular = Mainland Spain
region-canarias = Canary Islands
region-baleares = Balearic Islands

## Prices and times

price-per-kwh = { $price } per kWh
price-keep = Keep { $price }
price-vat = VAT
price-tax = tax
price-label = Price per kWh in { $unit }
price-hint = Including { $tax }, for example { $example }.
price-hint-export = For example { $example }.
price-doubt-title = Which one do you mean?
price-doubt-title-one = Did you mean { $price }?
price-doubt-title-net = Is { $tax } included?
price-doubt-type = If it’s something else, just type it again.
price-doubt-unusual = That’s unusual for a kWh, so I’d rather ask.
price-doubt-unit-unsure = I can’t tell the unit from the number alone.
price-doubt-ambiguous-number = I can read that number in more than one way.
price-doubt-other-currency = Your tariff is priced in { $currency }.
price-doubt-net = I need what you really pay, { $tax } included. If you don’t pay { $tax }, leave it as it is.
unread-empty = I couldn’t read anything there. Please write it like this: { $example }
unread-no-number = I can’t find a number in that. Please send one, for example { $example }.
unread-several-numbers = I see more than one number. Please send just the one I need, for example { $example }.
unread-unknown-unit = I don’t know the unit in “{ $detail }”. Please write it like { $example }.
unread-not-per-kwh = That isn’t a price per kWh. Please look for the amount that a single kWh costs, for example { $example }.
unread-far-off = That can’t be the price of one kWh. Please check it, it should look like { $example }.
unread-negative = A price can’t be below zero. What does a kWh cost? For example { $example }.
unread-zero = A price of zero can’t be right. What does a kWh cost? For example { $example }.
unread-weekdays = Prices by weekday or season don’t fit in here yet. Please give me the prices of a normal weekday, for example: { $example }
unread-no-times = I can’t tell which price applies when. Please write it like this: { $example }
unread-no-such-time = “{ $detail }” isn’t a time of day. Please write it like this: { $example }
unread-price-missing = One of the times has no price. Please write it like this: { $example }
unread-not-a-date = I can’t find a date in that. Please write it like { $example }.
unread-no-such-day = That day doesn’t exist. Please check it, for example { $example }.
unread-too-early = { $detail } has passed already. When does your current contract end?
unread-too-late = { $detail } is very far away. Please check the year.
fixed-title = What does a kWh cost?
fixed-title-export = What are you paid per kWh?
fixed-ask = It’s on your bill as the price per kWh, { $tax } included. Type it in { $unit }, for example { $example }.
fixed-ask-export = It’s on your statement or in your contract. Type it in { $unit }, for example { $example }.
fixed-form-title = Price per kWh
fixed-form-open = Enter the price
tod-title = Which price applies when?
tod-ask = One message is enough, for example: { $example }. It’s all on your bill; take the prices with { $tax }. Or { $tap } a button, and I’ll ask step by step.
tod-ask-export = One message is enough, for example: { $example }. It’s on your statement or in your contract. Or { $tap } a button, and I’ll ask step by step.
tod-ask-form = One message is enough, for example: { $example }. It’s all on your bill; take the prices with { $tax }.
tod-ask-form-export = One message is enough, for example: { $example }. It’s on your statement or in your contract.
tod-example = 22:00–06:00 { $night }, otherwise { $day }
tod-night = Day and night
tod-other = Other times
tod-night-start = When does the night price start?
tod-night-end = And when does it end?
tod-start = When does the first price start?
tod-end = When does the price from { $start } end?
tod-rest = The rest, until { $end }
tod-clock-hint = A time is enough, for example { $example }.
tod-cost = { $span }: what does a kWh cost?
tod-cost-export = { $span }: what are you paid per kWh?
tod-cost-hint = Type it in { $unit }, { $tax } included, for example { $example }.
tod-cost-hint-export = Type it in { $unit }, for example { $example }.
tod-rest-cost = And what does a kWh cost the rest of the time?
tod-rest-cost-export = And what are you paid per kWh the rest of the time?
tod-gap-hint = There’s no price yet for { $span }. Please type it.
tod-also = { $span } also { $price }
tod-also-all = { $price } for all of it
tod-overlap = { $span }: which price is right?
tod-overlap-hint = This time has more than one price. { $Tap } the right one, or type it.
tod-all-day = All day
tod-confirm = Are these your prices per kWh?
tod-edit = What would you like to change?
tod-edit-hint = { $Tap } a time, or simply type what’s different, for example: { $example }
tod-edit-hint-form = Change it in the form, or simply type what’s different, for example: { $example }
tod-add = Add a time
tod-anew = Start over
tod-one = What about { $span }?
tod-one-price = Change the price
tod-one-remove = Remove this time
tod-unread-clock = I need a time of day here, for example { $example }.
tod-end-too-late = That runs into a time that already has a price. It has to lie within { $span }.
tod-row-same-times = Start and end are the same. When does this price end?
tod-row-overlap = { $span } is in another time too. Please leave it in one of them.
tod-row-gap = There’s no price yet for { $span }. Please add a time, or fill in the usual price.
tod-no-rest = Your times are the whole day already. Please leave this empty, or change a time.
tod-which-times = For which times is that? Please write it like this: { $example }
tod-too-many = That’s more times than I can keep apart. Up to { $max }, please.
tod-form-title = Prices by time of day
tod-form-open = Enter the times
tod-form-change = Change the times
tod-row = Time
tod-label-start = From
tod-label-end = Until
tod-label-rest = Usual price, in { $unit }
tod-rest-hint = For all hours without a time of their own. For example { $example }.
tod-chart-title = Your prices by time of day
tod-chart-title-team = Prices by time of day
tod-chart-alt = Prices per kWh: { $prices }
tod-done-many = Prices for { $count } times of day
surcharge-title = Is there a fee on top of the market price?
surcharge-ask = Your contract may call it a surcharge or a margin. Type it in { $unit } per kWh, for example { $example }. If there’s a percentage too, send both at once: { $both }
surcharge-none = No fee
surcharge-also-title = Is there a fee per kWh as well?
surcharge-also-ask = I’ve noted { $percent }. Type the fee in { $unit } per kWh, for example { $example }.
surcharge-percent-title = Is there a percentage on top?
surcharge-percent-ask = Often it’s the { $tax }, if your market price doesn’t include it. For example { $example }.
surcharge-percent-none = No percentage
surcharge-percent-doubt = Which percentage do you mean?
surcharge-negative = That can’t be below zero. If there’s none, just say “none”.
surcharge-form-title = Market price surcharge
surcharge-form-open = Enter the surcharge
surcharge-hint = For example { $example }. Leave it empty if there’s none.
surcharge-label-fixed = Fee per kWh in { $unit }
surcharge-label-percent = Percentage
surcharge-done = Market price + { $surcharge }
surcharge-done-none = Market price, nothing on top

## Contract

term-title = When does your contract end?
term-ask = Type the date, for example { $example }, or { $tap } one of these.
term-ask-form = Type the date, for example { $example }, choose it in the form, or { $tap } one of these.
term-keep = Keep { $day }
term-in-months = In { $months } months: { $day }
term-no-end = No end date
term-unknown = I don’t know
term-doubt = Which day do you mean?
term-doubt-type = If it’s another day, just type it again.
term-label-end = Contract end
term-form-open = Choose the date
term-form-hint = For example { $example }. Leave it empty if you don’t know.
term-done = Contract until { $day }
term-done-no-end = Contract without an end date
term-done-unknown = Contract end not known

## Summary

summary-title = Your tariff is connected
summary-title-team = The tariff is connected
summary-title-export = Your feed-in tariff is connected
summary-title-export-team = The feed-in tariff is connected
summary-title-pending = Your tariff is on its way
summary-title-pending-team = The tariff is on its way
summary-title-error = Your tariff can’t be read just now
summary-title-error-team = The tariff can’t be read just now
summary-title-plain = This is your tariff
summary-title-plain-team = This is the tariff
summary-title-save = Is this your tariff?
summary-title-save-team = Is this the tariff?
summary-tariff = Tariff
summary-direction = For
summary-contract = Contract
summary-price = Price
summary-until = until { $day }
summary-no-end = no end date
summary-all-day = { $price } per kWh, all day
summary-tiered = Your price depends on how much you use. This is the price of your first kWh.
summary-chart-title = Your electricity prices
summary-chart-title-team = Electricity prices
summary-done = Done
summary-save = Save
summary-save-text = Nothing is saved until you { $tap } “{ summary-save }”.
summary-wrong = Report a mistake
summary-edit = Change tariff
summary-stop = Disconnect
summary-reported = Reported, thank you
summary-unread = There’s nothing to type here. { $Tap } “{ $done }” if it’s all right.
summary-stop-title = Disconnect this tariff?
summary-stop-text = { $brand } will no longer know your prices. Your contract with your provider stays as it is, and you can connect again whenever you like.
summary-stop-text-team = { $brand } will no longer know the prices there. Your contract with the provider stays as it is, and you can connect again whenever you like.
summary-stop-yes = Yes, disconnect
summary-stop-no = No, keep it connected
prices-today = Today
prices-tomorrow = Tomorrow
prices-now-mark = now
prices-cheapest-mark = cheapest
prices-forecast = forecast
prices-now = Now { $price }, until { $until }.
prices-day = { $day }: cheapest { $cheap } ({ $low }), dearest { $dear } ({ $high }).
prices-day-rest = { $day }, still to come: cheapest { $cheap } ({ $low }), dearest { $dear } ({ $high }).
prices-day-paid = { $day }: highest { $dear } ({ $high }), lowest { $cheap } ({ $low }).
prices-day-rest-paid = { $day }, still to come: highest { $dear } ({ $high }), lowest { $cheap } ({ $low }).
prices-both = Today and tomorrow
prices-day-all = { $day }: { $prices }.
prices-day-single = { $day }: { $price } all day.
prices-day-forecast = { $day } (forecast)
prices-range = { $day }: { $low } to { $high } per kWh, on average { $mean }.

## Sign-in at the provider

redirect-title = Sign in with your provider
redirect-text = The button opens your provider’s own page. Sign in there and allow { $brand } to read your tariff, then come back to this chat.
redirect-safe = Your password is only for your provider. Please never type it in this chat.
redirect-open = Open the sign-in page
redirect-refused = The sign-in at your provider wasn’t finished, or wasn’t allowed, so let’s go on another way.
redirect-ready = I’ve signed in
redirect-other = Choose another provider
redirect-unfinished = Your sign-in isn’t complete yet. Please finish it on your provider’s page, then { $tap } “{ $ready }”.
redirect-secret = Please don’t send sign-in details here, and delete that message if you can. I only need you to sign in with the button.
redirect-unread = Please sign in with the button. Once you’re back, { $tap } “{ $ready }”.
paying-title = Say where your earnings go
paying-text = The button opens a safe page for it. Fill it in there, then come back to { $brand } in this chat.
paying-safe = Please never type card or account numbers in this chat.
paying-open = Open the payment page
paying-ready = I’ve filled it in
paying-unfinished = The payment page isn’t filled in yet. Please finish it, then { $tap } “{ $ready }”.
paying-unread = Please use the button. Once you’re back, { $tap } “{ $ready }”.
paying-no-link = I can’t open the payment page just now. { $Tap } “{ $ready }” to look again.
redirect-no-link = I can’t open the sign-in page just now. { $Tap } “{ $ready }” to look again.
# Words that mean the same as the button, separated by commas.
redirect-ready-words = done, ready, finished, signed in, logged in, i am back, i’m back, i have logged in, i’ve logged in, i am logged in

## Tariff on its way, or not readable

pending-title = Your tariff is on its way
pending-title-team = The tariff is on its way
pending-title-provider = { $provider } is preparing your tariff
pending-title-provider-team = { $provider } is preparing the tariff
pending-text = That usually takes a few minutes, sometimes up to a day. No need to wait here: I’ll write to you as soon as it’s ready.
pending-wait = Wait – tell me when it’s ready
pending-by-hand = Enter it by hand instead
pending-again = Start again
pending-stop = Cancel connection
pending-stop-title = Cancel the connection?
pending-stop-text = { $brand } won’t receive your tariff. Your contract with your provider stays as it is, and you can connect again whenever you like.
pending-stop-yes = Yes, cancel it
pending-stop-no = No, keep waiting
pending-unread = There’s nothing to type here. { $Tap } “{ $wait }” and I’ll be in touch.
pending-done = I’ll let you know
failed-title = I couldn’t read your tariff
failed-title-team = I couldn’t read the tariff
failed-title-provider = I couldn’t read your tariff from { $provider }
failed-title-provider-team = I couldn’t read the tariff from { $provider }
failed-text = Often the sign-in has expired, or the provider had a short outage. “{ failed-again }” takes you back to the choice of provider. To enter your prices yourself, { $tap } “{ provider-missing }” there.
failed-again = Try again
failed-later = Leave it for now
failed-stop = Disconnect
failed-stop-title = Disconnect this tariff?
failed-stop-text = { $brand } won’t use it any more. Your contract with your provider stays as it is, and you can connect again whenever you like.
failed-stop-yes = Yes, disconnect
failed-stop-no = No, keep it
failed-unread = Shall I try again, or disconnect the tariff? Please { $tap } a button.

## The end, and steps that the chat cannot show

complete-title = That’s everything
complete-text = { $brand } now has what it needs. To see or change your tariff, just come back to this chat.
complete-done = Done
unknown-title = One more step
unknown-text = This step is new to me, so I’m showing it just as it comes.
unknown-nothing = This step isn’t available in this chat yet. Here’s what you can do now.
unknown-ask-text = What should I enter for “{ $what }”?
unknown-ask-number = Which number should I enter for “{ $what }”?
unknown-ask-date = Which date should I enter for “{ $what }”? For example { $example }.
unknown-ask-flag = “{ $what }”: yes or no?
unknown-ask-choice = Please choose: { $what }.
unknown-prompt = Choose one
unknown-yes = Yes
unknown-no = No
unknown-fill = Fill in the form
unknown-check = Is this right?
unknown-none = You haven’t entered anything yet.
unknown-send = Send it
unknown-change = Change: { $what }
unknown-number = Please write just one number, such as 12.5.
unknown-flag = Please answer yes or no.
unknown-empty = Please enter something first.
unknown-unread = I can’t take a typed answer at this step. Please { $tap } one of the buttons.

## Prices by season, weekday, time and usage

advanced-title = Are your prices fixed, or on top of the market price?
advanced-ask = One message is enough, for example: { $example }. You can also paste a small table from your contract; take the prices with { $tax }. Or { $tap } a button, and I’ll ask step by step.
advanced-ask-export = One message is enough, for example: { $example }. You can also paste a small table from your contract. Or { $tap } a button, and I’ll ask step by step.
advanced-held = There are prices for this tariff already, but I can’t show all of them here. What you send now takes their place.
advanced-example = { $winter } weekdays 06:00–22:00 { $day }, otherwise { $night }; { $summer } { $usual }
advanced-fixed = Fixed prices
advanced-on-market = On top of the market price
advanced-simpler = Choose another kind of price
advanced-all-year = All year
advanced-every-day = every day
advanced-up-to = { $price } up to { $limit }
advanced-tiers = { $tiers }, then { $last }
advanced-otherwise = { $times }, otherwise { $rest }
advanced-market = market price + { $extra }
advanced-market-bare = market price
advanced-year = Are your prices the same all year?
advanced-same = The same all year
advanced-by-season = They change with the season
advanced-first-months = Which months are the first season?
advanced-next-months = And which months come next?
advanced-months-hint = { $Tap } them, or type the months, for example: { $example }
advanced-known = Done so far: { $places }
advanced-rest = All the rest: { $rest }
advanced-days = { $months }: does every day cost the same?
advanced-next-days = { $months }: which days come next?
advanced-days-hint = For other days, type those that cost the same, for example: { $example }
advanced-days-same = Every day the same
advanced-days-weekend = Weekdays and weekend apart
advanced-days-as = The same as { $months }
advanced-price = { $place }: what does a kWh cost?
advanced-price-export = { $place }: what are you paid per kWh?
advanced-price-hint = Just type it, { $tax } included. For example:
advanced-price-hint-export = Just type it. For example:
advanced-one-price = One price
advanced-by-time = By time
advanced-by-limit = By usage
advanced-price-market = { $place }: what comes on top of the market price?
advanced-market-hint = Type it as your contract has it. For example:
advanced-by-hours = It depends on the time
advanced-by-usage = It depends on how much I use
advanced-nothing = Nothing on top
advanced-limit = Up to how many kWh does the first price go?
advanced-limit-next = Up to how many kWh does the next price go?
advanced-limit-hint = Your bill says where it changes, for example at { $example }.
advanced-tier = Up to { $limit }: what does a kWh cost?
advanced-tier-export = Up to { $limit }: what are you paid per kWh?
advanced-beyond = And beyond { $limit }?
advanced-more-limits = There’s another limit
advanced-confirm = Are these your prices per kWh?
advanced-contract = Contract
advanced-term-add = Add the contract dates
advanced-term-change = Change the contract dates
advanced-term = When does your contract start and end?
advanced-term-hint = Both or one of them, for example: { $example }
advanced-no-term = I don’t know
advanced-term-from = from { $day }
advanced-term-until = until { $day }
advanced-term-unread = I can’t find a date in that. Please write it like this: { $example }
advanced-term-order = A contract that starts on { $start } can’t end before. Please check both dates.
advanced-edit-hint = { $Tap } a part, or simply type what’s different, for example: { $example }
advanced-one = { $place }: what would you like to change?
advanced-other-days = Choose other days
advanced-remove = Remove { $months }
advanced-done-many = { $count } prices by season, day and time
advanced-refused = That wasn’t accepted in this form. Nothing is lost: please look through your prices once more and send them again, or choose a simpler kind of price.
advanced-which = When does that apply? Please say it with the months or days, for example: { $example }
advanced-unread-months = I need months here, for example: { $example }
advanced-unread-days = I need weekdays here, for example: { $example }
advanced-unread-limit = I need a number of kWh here, for example { $example }.
advanced-limit-low = Limits go up: this one has to be above { $limit }.
advanced-at = “{ $quote }”: { $problem }
advanced-at-line = Line { $line }, “{ $quote }”: { $problem }

## What is wrong with prices by season (advanced-fault-REASON)

advanced-fault-tiers-open = There’s no price for what lies above the last limit. Please end with “then” and a price, as in “32 up to 250 kWh, then 34”.
advanced-fault-tiers-order = The limits have to go up, one by one. Please put the smallest first.
advanced-fault-mixed = Here some prices are fixed and others follow the market. Please write all of them the same way.
advanced-fault-season = I don’t know which months “{ $word }” has. Please write the months instead, for example { $example }.
advanced-fault-months-twice = There’s a price for { $months } already. Please name each month once.
advanced-fault-days-twice = There’s a price for { $days } in these months already. Please name each day once.
advanced-fault-hours-gap = There’s no price for { $span }. Please add one, or end with “otherwise” and the price for the rest.
advanced-fault-hours-twice = { $span } has more than one price. Please leave one of them.
advanced-fault-no-rest = Everything has a price already, so nothing is left for this one. Please say when it applies.
advanced-fault-month-days = Single days of a month don’t fit in here. Please give prices by months, weekdays and times, for example: { $example }
advanced-fault-too-long = That’s more than I can keep apart. Please send fewer, longer stretches, for example: { $example }

## A step that is done on the web instead

browser-text = You can do this step on the web instead. It’s the same connection, so you won’t lose anything you’ve entered.
browser-open = Continue on the web
browser-ready = I’m done there
browser-unfinished = This step isn’t finished on the web yet. Once it is, { $tap } “{ $ready }”.

## Actions of unknown steps (action-CODE)

action-save = Save
action-edit = Start again
action-reconnect = Connect again
action-disconnect = Disconnect
action-dismiss-direct = Enter it by hand
action-provider-missing = My provider isn’t listed
action-address-change = Change address
action-tariff-missing = My tariff isn’t listed
action-wrong-tariff = Something’s wrong with it
action-wrong-tariff-report = Something’s wrong with it
action-allow = Allow
action-deny = Don’t allow
action-connect-tariff = Connect a tariff
action-sure-title = { $action }?
action-sure-text = Please confirm, so that nothing happens by accident.
action-sure-no = No, go back

## Several tariffs of one home, and reports about them

tariffs-title-here = The tariffs at this address
tariffs-empty = No tariff is connected here yet
tariffs-choose = Which tariff is it about? Please { $tap } one.
tariffs-all = All tariffs at this address
tariffs-no-other = A new tariff can’t simply take this one’s place here. Disconnect this one first, then connect the new one.
tariffs-title-temporary = Your prices are estimates for now
tariffs-temporary = Your tariff can’t be read just now, so an estimated one stands in for it. Connect it again to get your own prices back.
tariffs-is-estimate = estimate
tariffs-vat = VAT
tariffs-reported = You’ve reported a mistake here. It’s being looked into.
tariffs-report-title = What’s wrong with this tariff?
tariffs-report-more = Add to my report
tariffs-report-ask = Tell me in your own words, for example “The evening price is too low”. I’ll pass it on exactly as you write it.
tariffs-report-label = What’s wrong
tariffs-report-open = Write a report
tariffs-report-not = Never mind
tariffs-report-empty = Please describe it in a few words.
tariffs-report-withdraw = Withdraw my report
tariffs-withdrawn = Report withdrawn

## Consent

consent-title = What { $provider } would like to use
consent-title-plain = What you would be sharing
consent-text = { $account } asks for your permission. Nothing is shared unless you allow it.
consent-nothing = { $account } asks for your permission, but hasn’t said for what. If in doubt, don’t allow it.
consent-many = { $account } asks for more than I can show you here. That’s why you can’t allow it in this chat.
consent-device-information = Device information
consent-device-information-text = what your device consists of, how much it holds, how it performs and how full it is
consent-scheduling = Energy management
consent-scheduling-text = plans for when your device charges, discharges or feeds in
consent-location = Location
consent-location-text = where your device is, exactly and roughly
consent-unknown = no description yet
consent-allowed = Allowed
consent-denied = Not allowed
consent-unread = Take your time. If it’s fine with you, { $tap } “{ action-allow }”, otherwise “{ action-deny }”.

## Flexibility programmes

button-programmes = Flexibility programmes
vpp-title = Earn with your flexibility
vpp-text = With these programmes your battery, car or heating helps the grid, and you’re paid for it. Joining starts here: you’ll be asked who you are and what may be used before anything begins.
vpp-none = There’s no programme for this address at the moment.
vpp-join = Join { $name }
vpp-join-refused = That programme can’t be joined from this chat. Its own page says how.
vpp-join-refused-plain = That programme can’t be joined from this chat. Its operator can tell you how.
vpp-needs-tariff = Connect your electricity tariff first, so that the programme knows your prices.
vpp-is-not-enrolled = not joined
vpp-is-enrolling = joining
vpp-is-active = active
vpp-is-leaving = leaving
vpp-is-left = left
vpp-state = Status
vpp-period = Period
vpp-energy = Energy
vpp-earnings = Earned
vpp-chart-title = Energy given
vpp-alt = Most was given on { $day }: { $energy }.
vpp-nothing-yet = There’s nothing to show yet. As soon as your device has helped the grid, you’ll see it here.
vpp-earlier = ‹ Earlier
vpp-later = Later ›
vpp-by-day = By day
vpp-by-month = By month
vpp-by-year = By year
vpp-payments = Payments
vpp-participation = My participation
programme-more = Read more
programme-more-of = Read more: { $name }
programme-unread = There’s nothing to type here. Please { $tap } a button.
participation-title = Your participation in { $name }
participation-title-plain = Your participation
participation-none = There are no steps to show yet.
participation-on = done on { $day }
participation-by = expected by { $day }
participation-open = no date yet
participation-is-enrolment-requested = Request received
participation-is-awaiting-consent = Your consent
participation-is-awaiting-telemetry = First readings from your device
participation-is-awaiting-meter-access = Access to your meter
participation-is-confirming-dispatch = Test of the control
participation-is-awaiting-eligibility = Check by the operator
participation-is-awaiting-registration = Registration by the operator
participation-is-registered = Registered
participation-is-ineligible = Not accepted
participation-is-active = Active
participation-is-suspended = Paused
participation-is-unenrolment-requested = Leaving requested
participation-is-winding-down = Leaving
participation-is-unenrolled = Left
participation-is-offboarded = Left
participation-is-failed = Didn’t work
participation-is-initialising = Getting started
participation-is-eligibility-checking = Check by the operator
participation-is-eligible = Accepted
participation-is-meter-access-required = Access to your meter
participation-is-consent-required = Your consent
participation-is-provisioning = Being set up
participation-because-awaiting-telemetry = waiting for readings from your device
participation-because-awaiting-dispatch = waiting for the first run
participation-because-awaiting-consent = waiting for your consent
participation-because-operator-request = paused by the operator
participation-because-customer-request = paused at your request
payments-title = Your payments
payments-none = Nothing has been paid yet.
payments-method = Paid to
payments-ending = { $name }, ending in { $last }
payments-help = Questions to
payments-reference = Reference
payments-details = Change where it’s paid to
payments-first = Say where it’s paid to
payments-rejoin = Join again
payments-undated = Payment
payment-is-paid = paid
payment-is-pending = on its way
payment-is-failed = failed
details-ask-first-name = What’s your first name?
details-ask-last-name = What’s your last name?
details-ask-email = What’s your email address?
details-ask-phone = What’s your phone number?
details-text = The programme needs this to reach you.
details-open = Enter everything at once
details-keep = Keep { $value }
details-confirm = Is this right?
details-form-title = How to reach you
details-send = Yes, send it
details-first-name = First name
details-last-name = Last name
details-email = Email
details-phone = Phone
details-change = Change: { $what }
details-name-empty = Please type the name as you’d write it on a form.
details-unread = If it’s right, { $tap } “{ details-send }”. Otherwise { $tap } what you’d like to change.

## Errors of FlatPeak Connect (error-CODE)

error-unknown = That wasn’t accepted (code: { $code }). Please check it and try again.
error-data-json-invalid = That wasn’t accepted in this form. Please check it and send it once more.
error-address-line1-missing = I still need the street and house number.
error-post-code-missing = I still need the postcode.
error-city-missing = I still need the town or city.
error-country-code-missing = I still need the country.
error-country-code-invalid = That country wasn’t recognised. Please choose it once more.
error-timezone-not-found = I couldn’t place this address on the map. Please check the town and the country.
error-geo-location-not-found = I couldn’t find this address. Please check the town and the country.
error-provider-id-missing = Please choose your provider once more.
error-provider-not-found = This provider isn’t available any more. Please choose another one.
error-provider-id-invalid = This provider doesn’t serve your address. Please choose another one, or check the address.
error-provider-name-missing = I still need the name of your provider.
error-tariff-id-missing = Please choose your tariff once more.
error-tariff-not-found = This tariff isn’t available any more. Please choose another one.
error-tariff-id-invalid = This provider doesn’t offer that tariff. Please choose another one.
error-tariff-name-missing = I still need the name of your tariff.
error-option-invalid = Please choose just one.
error-option-not-supported = That doesn’t work with this provider. Please choose another one.
error-cost-value-zero = A price of zero can’t be right. What does a kWh cost?
error-cost-value-negative = The price can’t be below zero. What does a kWh cost?
error-valid-from-invalid = One of the start times isn’t a time of day. Please check it.
error-valid-to-invalid = One of the end times isn’t a time of day. Please check it.
error-gap-in-time-period = There’s a gap in your day. Please cover every hour.
error-gap-in-time-period-between = No price covers { $start } to { $end } yet. Please add one.
error-incomplete-time-period = Your prices don’t cover all 24 hours yet. Please add what’s missing.
error-surcharge-percentage-invalid = The percentage must be above zero. If you pay none, choose another kind of price.
error-market-region-invalid = That price region wasn’t accepted. Please choose it once more.
error-date-format-invalid = That date wasn’t accepted. Please enter it again, for example 30 November 2027.
error-action-missing = Please { $tap } one of the buttons.
error-action-invalid = That’s not possible at this point. Please choose something else.
error-email-invalid = That doesn’t look like an email address. Please check it.
error-phone-invalid = That doesn’t look like a phone number. Please check it.
error-token-expired = That took a while, and the connection has expired. I’m starting it again for you.
error-server-error = Something went wrong at the tariff service. Please try again.
error-unexpected-error = Something went wrong. Please try again.
error-pending-connect = Your tariff is still being read. I’ll write to you as soon as it’s ready.
error-no-tariff-connected = There’s no tariff connected here yet.
error-no-price-data = There are no prices for this tariff at the moment.
error-account-disabled = Connecting tariffs isn’t available at the moment.
error-api-version-not-supported = Connecting tariffs isn’t available at the moment.
error-tariff-direction-invalid = This kind of tariff can’t be connected here.
error-tariff-direction-not-supported = This kind of tariff can’t be connected here.
error-tariff-type-invalid = This kind of tariff can’t be connected here.

## The conversation itself: buttons

button-back = ‹ Back
button-cancel = Cancel
button-connect = Connect my tariff
button-connect-team = Connect a tariff
button-language = Language
button-help = Help
button-close = Close
button-stop = Yes, stop
button-go-on = Carry on
button-keep = No, keep everything
button-forget = Delete everything
button-forget-now = Yes, delete everything
button-export = Send me my data
button-privacy-policy = Privacy policy
button-support = Talk to a person
button-try-again = Try again
button-view = Show tariff
button-change = Change tariff
button-view-export = Show feed-in
button-change-export = Change feed-in
button-add-export = Add my feed-in tariff
button-add-export-team = Add a feed-in tariff
button-view-grid = Show network charges
button-change-grid = Change network charges
button-add-grid = Add network charges
button-add-address = Add another address
button-all-addresses = All addresses
button-my-tariffs = My tariffs
button-my-tariffs-team = All tariffs
button-name = Give it a name
button-rename = Change its name
button-remove = Remove this address
button-open-chat = Open the private chat

## The conversation itself: cards

welcome-title = Hello, this is { $brand }.
welcome-text = I connect your energy tariff, so that { $brand } knows what your electricity costs at any hour. It takes about a minute.
welcome-text-team = I connect the energy tariffs of your sites, so that { $brand } knows what electricity costs there at any hour. It takes about a minute for each.
welcome-ask = To begin, just send me your address in one message.
welcome-ask-team = To begin, just send me an address in one message.
language-title = Which language shall we speak?
language-unknown = I don’t speak that one yet. Please pick one of these.
help-title = How this works
help-text = I ask a few short questions about your address, your provider and your tariff. { $Tap } the buttons or type your answers, and go back at any time. If you leave, you can carry on later where you stopped.
help-text-team = I ask a few short questions about the address, the provider and the tariff. { $Tap } the buttons or type your answers, and go back at any time. If you leave, you can carry on later where you stopped.
help-commands =
    /connect – connect a tariff
    /tariffs – show what’s connected
    /prices – today’s and tomorrow’s prices
    /continue – show the open question again
    /back – go one step back
    /cancel – stop connecting
    /alerts – what I write to you about, and when
    /link – link your other chats
    /language – change the language
    /privacy – see, copy or delete your data
privacy-title = Your data
privacy-text = { $brand } stores what you tell me here in encrypted form: your address, your provider and your tariff. FlatPeak, a tariff service, receives them to read your prices. Your chat ID is stored too, so that I can write to you. I never ask for your provider’s password. You can have a copy of everything, or have it all deleted, at any time.
export-text = Here’s everything I keep about you, in one file.
cancel-title = Stop connecting?
cancel-text = Your answers so far won’t be saved. What’s already connected stays connected.
stopped-title = Okay, I’ve stopped.
stopped-text = What was already connected stays connected. You can start again whenever you like.
forget-title = Delete everything?
forget-text = This disconnects your tariffs and deletes everything kept about you, here and at FlatPeak. It can’t be undone. Your contract with your provider stays as it is, and so do the messages in this chat until you delete them yourself.
forget-linked = Your linked chats stay as they are, with what was connected there. They only lose the link with this one.
forgotten-title = Everything is deleted.
forgotten-text = If you’d like to connect again, I’m here.
disconnected-title = Disconnected.
disconnected-text = I no longer read this tariff. Your contract with your provider stays as it is.
ended-title = All set.
ended-text = { $brand } now knows your prices. To see or change your tariff, { $tap } “{ button-my-tariffs }” or send { $command }.
ended-text-team = { $brand } now knows the prices at this address. To see or change the tariff, { $tap } “{ button-my-tariffs-team }” or send { $command }.
waiting-title = All set. Now we wait for your provider.
waiting-text = That usually takes a few minutes, sometimes up to a day. You don’t have to do anything: I’ll write to you here as soon as your tariff is ready.
late-title = Your provider hasn’t delivered your tariff yet.
late-text = I’ve been checking for two days and have stopped now. You can check again here, or change your tariff and enter your prices yourself.
waited-connected = Good news: your tariff is ready.
waited-connected-team = Good news: the tariff is ready.
waited-failed = Sorry, I couldn’t read your tariff from your provider. { $Tap } “{ prices-reconnect }”, and we’ll try another way.
left-connected-title = A tariff is connected
left-waits-title = A tariff is still on its way
left-text = It’s for { $address }. Whoever was connecting it has left your team, so I’m telling you here.
tariffs-title = Your addresses
tariffs-title-team = Your team’s addresses
tariffs-none-title = No tariff is connected yet.
tariffs-none-text = Send me your address to begin.
tariffs-none-text-team = Send me an address to begin.
location-gone = This address is no longer connected, so I’ve taken it off your list.
location-unnamed = Your home
location-unnamed-team = Address unknown
slot-commodity-import = Electricity
slot-commodity-export = Feed-in
slot-non-commodity-import = Network charges
slot-is-connected = connected
slot-is-pending = being read
slot-is-error = needs a new connection
slot-is-not-connected = not connected
slot-is-not-supported = not available
survey-trouble = I can’t reach the tariff service just now. This is how things stood when I last looked.
slot-by-direct = read from the provider account
slot-by-library = from the tariff list
slot-by-market = follows the market price
slot-by-manual = prices entered by hand
slot-until = contract until { $day }
name-title = What shall I call this address?
name-text = Type a name of your own, such as “Home” or “Depot North”. From then on I use it wherever I speak of this address.
name-label = Name
name-hint = For example “Home” or “Depot North”
name-open = Enter the name
name-none = Just the address, without “{ $name }”
name-kept = Good, that’s what I call it from now on.
name-gone = Good, I’m back to calling it by its address.
name-empty = I need at least one letter or number, for example “Home”.
name-taken = You already call another address “{ $name }”. Please choose another name.
remove-title = Remove { $name }?
remove-title-short = Remove this address?
remove-text = This disconnects every tariff at this address and deletes the address from FlatPeak, so { $brand } gets no more prices from there. I also forget its name, its alerts and its price watches. It can’t be undone. Your contract with your provider stays as it is.
remove-yes = Yes, remove it
remove-no = No, keep it
remove-done = { $name } is off your list and deleted from FlatPeak. { $brand } gets no more prices from there.
remove-failed = It’s still on your list. Please try again in a few minutes.
ending-unsure = I’ve asked for the tariff to be disconnected, and can’t see yet whether it’s done. I’ll look again and write to you here.
ending-not-taken = The tariff is still connected: the tariff service didn’t take it out. Please try again, or open the tariff and disconnect it there.
trouble-down = I can’t reach the tariff service just now.
trouble-slow = The tariff service is taking too long.
trouble-nonsense = The tariff service sent something I can’t read.
trouble-limited = The tariff service is very busy right now.
trouble-refused = The tariff service didn’t accept that.
trouble-disabled = Connecting isn’t possible at the moment. Please try again later.
trouble-kept = Nothing is lost: I’ve kept your answer and will keep trying.
trouble-kept-here = Nothing is lost: I’ve kept your answer. “{ button-try-again }” sends it off.

## The conversation itself: remarks

invited-address = I’ve got your address already. Please check that it’s right.
invited-address-part = Part of your address I’ve got already, so I’ll only ask for the rest.
invited-later = Let’s finish this one first. After that, add the other tariff, and I’ll use what was sent along with your link.
invited-used = This link has been used already. Each one works once; just ask for a new one, or carry on here.
invited-expired = This link has expired. Just ask for a new one, or carry on here.
invited-unknown = I can’t do anything with this link. It may be incomplete, or meant for another app. Just carry on here.
connect-open-already = We’re already in the middle of it. Here’s the open question.
connect-open-first = Let’s finish this one first, or cancel it. Then send me the other address again.
tariff-open-first = Let’s finish this one first, or cancel it. After that we can do the other.
said-hello = Hello! Here’s where we are.
said-thanks = You’re welcome!
nothing-open = There’s no open question right now. Here’s what you can do.
nothing-to-go-back-to = This is the first step, so there’s nothing to go back to.
back-not-offered = I can’t go back from here. Just carry on – you can still change everything at the end – or cancel and start again.
nothing-to-cancel = There’s nothing to cancel right now.
command-unknown = I don’t know that command. { $help } shows what I can do.
press-stale = That belongs to an earlier step. Here’s where we are.
press-used = Already done.
press-old = That button is from an earlier message.
press-foreign = This button isn’t for you.
shared-caption = I can only read text here, so I’ll go by the words you sent along.
shared-not-text = I can only read text here. Please type your answer, or { $tap } a button.
edited-not-read = I don’t pick up changes to earlier messages. To correct something, just send it again.
private-only = Let’s talk about your tariff in private. { $Tap } the button, and we’ll carry on there.
anonymous-admin = I can’t tell who’s writing. Please switch off anonymous mode, or open the private chat.

## Prices

button-prices = Prices
button-prices-import = Prices for what I use
button-prices-export = What feeding in earns
prices-choose = Whose prices shall I show?
prices-title = Prices: { $address }
prices-title-export = Feed-in: { $address }
prices-hours = { $count } hours
prices-until-midnight = By midnight
prices-until-morning = By { $time }
prices-until-end = Any time
prices-by-midnight = until midnight
prices-by-morning = until { $time } tomorrow
prices-by-end = until the end of tomorrow
prices-window = Cheapest { $count } hours in a row { $by }: { $span }, on average { $price }.
prices-window-paid = Best { $count } hours in a row for feeding in, { $by }: { $span }, on average { $price }.
prices-window-forecast = { $window } This is a forecast.
prices-window-none = I know no { $count } hours in a row that are left { $by }.
prices-in-a-row = In one go
prices-breaks = With breaks
prices-parts = Cheapest { $count } hours { $by }, breaks allowed: { $spans }, on average { $price }.
prices-parts-paid = Best { $count } hours for feeding in, { $by }, breaks allowed: { $spans }, on average { $price }.
prices-part-today = today { $span }
prices-part-tomorrow = tomorrow { $span }
prices-part-day = { $day } { $span }
prices-span-today = today, { $span }
prices-span-tomorrow = tomorrow, { $span }
prices-span-day = { $day }, { $span }
prices-reconnect = Connect again
prices-pending-connect = Your tariff is still on its way from the provider. I’ll tell you when it has come; then the prices are here too.
prices-no-tariff-connected = No tariff is connected here yet, so there are no prices. Connecting one takes about a minute.
prices-no-price-data = There are no prices for this tariff at the moment. Look again in a quarter of an hour. If that doesn’t help, connect the tariff again.

## Prices that change, and what is watched

button-watches = Price watches
price-change = Your electricity price changes
price-change-paid = What feeding in earns changes
price-change-from = { $day } { $after } instead of { $before }.
price-change-single = { $day } { $after } all day.
price-change-hours = { $day } these are your prices:
price-from-today = From today
price-from-tomorrow = From tomorrow
price-from-day = From { $day }
alert-kind-price = Price change (not for market prices)
alert-watches = { $count ->
    [0] Price watches
   *[other] Price watches ({ $count })
}
watches-title = Price watches: { $address }
watches-choose = Whose prices shall I watch?
watches-text = This is what I watch for you. { $Tap } one to change or remove it.
watches-none = I can tell you when it’s a good time to use energy. What shall I watch?
watches-fixed = Your price is the same all day, so none of these would ring now. When your price changes, I’ll tell you without being asked.
watches-how = Or say it in your own words, for example “{ $example }”, “negative” or “cheapest 3 hours at 18:00”.
watches-export = Watch what feeding in earns
watches-import = Watch the prices for what I use
watches-full = { $count } watches are as many as I can keep. Remove one first.
watch-add = + { $watch }
watch-under = under { $limit }
watch-over = over { $limit }
watch-negative = negative
watch-best = cheapest { $count ->
    [one] hour
   *[other] { $count } hours
} of the next day, at { $time }
watch-best-paid = best { $count ->
    [one] hour
   *[other] { $count } hours
} for feeding in the next day, at { $time }
watch-day = prices of the next day, at { $time }
watch-export = feed-in: { $watch }
watch-when-crossed = I’ll tell you when it begins, and again once the price has been back for an hour in between.
watch-when-crossed-quiet = I’ll tell you when it begins, and again once the price has been back for an hour in between. What begins in your quiet hours ({ $start } to { $end }) I’ll tell you at { $before }, if it’s known by then.
watch-when-daily = I’ll tell you every day at { $time }.
watch-when-daily-quiet = I’ll tell you every day at { $time }, even though that’s in your quiet hours: you chose the time.
watch-when-off = But alerts are off for this address just now. Turn them on with { $alerts }, or I stay silent.
watch-title = Watch: { $watch }
watch-set = I’m watching: { $watch }. { $when }
watch-there = I’m watching that already.
watch-gone = That watch has been removed already.
watch-removed = Removed. I no longer watch that.
watch-remove = Remove
watch-change = Change or remove this watch
watch-all = All watches
watch-say = { $Tap } another, or type what you’d rather hear of.
watch-at = At { $time }
watch-which-limit = Which price do you mean?
watch-which-address = For which address?
watch-unclear-what = When shall I tell you? Name a price, for example “under { $price }”, or { $tap } one of these.
watch-unclear-limit = Which price do you mean? For example “under { $price }”.
watch-unclear-clock = That time doesn’t exist. For example “cheapest 3 hours at 18:00”.
watch-unclear-hours = I can look for up to { $most } hours in a row. For example “cheapest 3 hours at 18:00”.
watch-told-under = The price falls under { $limit }
watch-told-over = The price rises over { $limit }
watch-told-negative = The price goes negative
watch-told-under-paid = Feeding in earns less than { $limit }
watch-told-over-paid = Feeding in earns more than { $limit }
watch-told-negative-paid = Feeding in costs money
watch-told-best = { $count ->
    [one] The cheapest hour
   *[other] The cheapest { $count } hours
}
watch-told-best-paid = { $count ->
    [one] The best hour for feeding in
   *[other] The best { $count } hours for feeding in
}
watch-told-day = Tomorrow’s prices
watch-told-day-paid = What feeding in earns tomorrow
watch-found-when = When
watch-found-lowest = Lowest price
watch-found-highest = Highest price
watch-found-best = On average
watch-found-forecast = This is a forecast.

## Alerts

command-alerts = What I write to you about, and when
command-link = Link your other chats
alert-expiring = Your contract ends soon
alert-expiring-in = { $count ->
    [0] Your contract ends today
    [one] Your contract ends tomorrow
   *[other] Your contract ends in { $count } days
}
alert-expiring-text = When it does, your prices change. Tell me your new tariff, and the prices stay right. Until then they go on as they are.
alert-expired = Your contract has ended
alert-expired-text = From now on your prices are estimates. Tell me your tariff, and they’re exact again.
alert-failed = I can’t read your tariff any more
alert-failed-text = Perhaps your password with the provider has changed. Until you connect it again, your prices are estimates.
alert-upgrade = Your tariff can be read directly now
alert-upgrade-text = Your provider now delivers the prices itself. With that connection they’re always up to date. Nothing changes in your contract.
alert-contract-end = End of contract
alert-repair-expiring = Update my tariff
alert-repair-expired = Update my tariff
alert-repair-failed = Connect again
alert-repair-upgrade = Connect directly
alert-tomorrow = Tomorrow
alert-next-week = Next week
alert-stop = Stop these alerts
alert-stop-title = What shall I stop telling you?
alert-stop-this = Only this one
alert-stop-kind = All of this kind: { $kind }
alert-stop-address = Everything about { $address }
alert-stop-all = All alerts
alert-stopped = Okay, I won’t come back to that one.
alert-snoozed = { $count ->
    [one] Okay, I’ll come back to it tomorrow morning.
    [7] Okay, I’ll come back to it next week.
   *[other] Okay, I’ll come back to it in { $count } days.
}
alert-gone = That one is settled already.
alert-kept = Done. This is how it is now.
alert-kind-expiring = Contract ending soon
alert-kind-expired = Contract ended
alert-kind-failed = Tariff can’t be read
alert-kind-upgrade = Better connection possible
alert-is-on = on
alert-is-off = off
alert-turn-on = Turn on: { $kind }
alert-turn-off = Turn off: { $kind }
alert-all-on = Turn alerts on
alert-all-off = Turn all alerts off
alert-unmute = Alerts for { $address } again
alert-quiet = Quiet hours
alert-quiet-from-to = { $start } to { $end }
alert-quiet-never = never quiet
alert-set-quiet = Quiet from { $start } to { $end }
alert-set-quiet-never = No quiet hours
alert-reminders = Reminders
alert-set-reminders = { $count ->
    [0] No reminders
    [one] Remind me once
   *[other] Remind me { $count } times
}
alerts-linked = These settings are for this chat; your other chats have their own. If you put off or stop a single alert, that counts in all of them.
alerts-unheard = I can’t write in the channel that your team has set for alerts. Invite me there with /invite, or choose another one in the rules. Here’s what I wanted to say:

## One person's chats

link-title = Your other chats
link-none = Do you use me on another phone or in another app? Link the two: each then shows what’s connected in either, and alerts come where you want them.
link-get-code = Get a code
link-code = Your code: { $code }. It works once, for { $minutes } minutes.
link-how = Send it to me in your other chat, just as it is. Don’t give it to anyone else.
link-open = Open { $label }
link-join-title = Link this chat with your other chat in { $label }?
link-join-text = Each chat then shows what’s connected in the other: { $theirs ->
    [0] nothing yet
    [one] 1 address
   *[other] { $theirs } addresses
} there, { $ours ->
    [0] nothing yet
    [one] 1 address
   *[other] { $ours } addresses
} here. Alerts come to both until you choose otherwise. What belongs to a team stays the team’s, and its rules hold.
link-join-careful = Only do this if both chats are yours. You can undo it in either of them.
link-join-yes = Yes, link them
link-join-no = No
link-joined = This chat is now linked with your other chat in { $label }. Each shows what’s connected in the other.
link-told = Your other chat in { $label } has just been linked with this one: each shows what’s connected in the other. If that wasn’t you, undo it with { $command }.
link-parted = This chat is no longer linked with your other chat in { $label }. Each keeps what was connected there.
link-routed = Good, that’s where alerts come from now on.
link-part = Unlink { $label }
link-alerts-here = linked, alerts come here
link-alerts-there = linked, alerts come there
link-alerts-both = linked, alerts come to both
link-hear-here = Alerts only here
link-hear-there = Alerts only there
link-hear-both = Alerts in both
link-unknown = I don’t know this code. Please check it, or get a new one in your other chat.
link-expired = This code has expired or was used already. Please get a new one in your other chat.
link-own = That’s this chat’s own code. Please send it in the other chat.
link-often = Those were too many wrong codes. Please try again in an hour.
link-team = Both chats belong to the same team, so they share its addresses already.
link-known = These two chats are linked already.
link-full = That’s the most chats that can be linked. Please unlink one first.
link-elsewhere = You have an open question in your other chat in { $label }.
link-bring = Carry on here: { $label }
link-brought = Here we go on. Your other chat in { $label } has let go of this question.
link-moved = You’re carrying on with this in your other chat in { $label }.
link-busy = That question is being answered just now. Please try again in a moment.
link-nothing = There’s nothing open in that chat any more.
link-amid = Please finish or cancel the question that’s open here first.

## Teams: settings, rules, what was done

file-not-fetched = I couldn’t download that file just now. Please send it once more.
file-not-read = I couldn’t read that file. Please send a CSV file of up to 1 MB.
sites-one-job = One list is still being connected. Finish or stop it first, then send the next.
forget-team-title = Delete what I keep about you?
forget-team-text = This deletes our conversation and your name. What you connected belongs to your team and stays, as does a note of what was done, without your name. It can’t be undone.
button-settings = Settings
button-alerts = Alerts
button-privacy = My data
button-audit = Who did what
button-more = More
button-more-prices = Prices and more
button-sites = Connect many sites
button-share = Share in the channel
button-disconnect = Disconnect
button-disconnect-export = Disconnect the feed-in tariff
button-disconnect-grid = Disconnect the network charges
help-commands-one =
    { $command } connect – connect a tariff; an address may follow
    { $command } list – show what’s connected
    { $command } prices – today’s and tomorrow’s prices
    { $command } alerts – who hears when a tariff needs attention
    { $command } link – link your other chats
    { $command } settings – language, your data, your team’s rules
    { $command } help – this page
settings-title = Settings
alerts-title = Alerts
alerts-to-person = When a tariff needs attention, I write to whoever connected it.
alerts-to-chat = When a tariff needs attention, I write to your team’s channel.
rules-title = Your team’s rules
rules-open = Change the rules
rules-save = Save
rules-kept = The rules are saved.
rules-may-connect = Who may connect and change tariffs
rules-may-disconnect = Who may disconnect them
rules-everyone = Everyone
rules-chosen = Chosen people
rules-admins = Admins only
rules-connectors = Chosen people who may connect
rules-disconnectors = Chosen people who may disconnect
rules-alerts = Where alerts go
rules-alerts-hint = Leave it empty, and whoever connected the tariff hears.
rules-alerts-chat = To one of your channels
rules-alerts-person = To whoever connected the tariff
rules-nobody = Please choose at least one person.
rights-connect = Your team has set that only some people may connect or change tariffs. Please ask one of its admins.
rights-disconnect = Your team has set that only some people may disconnect tariffs. Please ask one of its admins.
rights-rules = Only an admin can change the rules.
location-taken = { $who } has been changing this address since { $time }. Please try again when they’re done.
audit-title = Who did what
audit-empty = Nothing has been done here yet.
audit-older = Older ›
audit-newer = ‹ Newer
audit-as-file = Get it as a file
audit-file = Everything that was done in your team, as a table.
deed-connected = connected a tariff
deed-changed = changed the tariff
deed-disconnected = disconnected a tariff
deed-allowed = allowed the use of data
deed-denied = denied the use of data
deed-removed = took an address off the list
deed-named = named an address
deed-rules = changed the rules
share-somebody = Somebody
share-text = { $who } has connected a tariff: { $what }
share-done = Done: the channel knows.
share-failed = I can’t write in that channel. Invite me there with /invite, then share again.
home-title = { $brand }: your tariffs
home-open = You have an open question in our chat.
home-empty = No tariff is connected yet. Connect the first one, and your whole team sees it here.
home-count = { $count ->
    [one] 1 address
   *[other] { $count } addresses
}{ $broken ->
    [0] {""}
    [one] {" · 1 needs attention"}
   *[other] {" · "}{ $broken } need attention
}
home-all = All
home-broken = Needs attention
home-find = Find an address
home-leaf = Page { $leaf } of { $leaves }
home-previous = ‹ Previous page
home-next = Next page ›
home-busy-title = Being worked on now
home-busy = { $what }, since { $time }
home-new = a new address
home-connected = Connected
home-connected-by = by { $who } on { $day }

## Commands

command-connect = Connect a tariff
command-continue = Show the open question
command-back = One step back
command-cancel = Stop connecting
command-tariffs = Show what’s connected
command-prices = Prices of today and tomorrow
command-language = Change the language
command-help = How this works
command-privacy = Your data: see, copy, delete
bot-about = Connect your energy tariff in a minute.
bot-description = I connect your energy tariff in a short chat, so that { $brand } knows what your electricity costs at any hour. Tap Start to begin.

## Pages in the browser

web-invited-title = One more step
web-invited-text = Open the chat with me and send me this code. It works once.
web-invited-open = Open the chat
web-invited-gone-title = This link no longer works
web-invited-gone-text = It has been used already, or has expired. Please ask for a new one where you got it.
web-returned-title = That’s it, back to the chat
web-returned-text = You can close this window. The chat has already moved on.
web-open-chat = Back to the chat
web-unknown-title = This link has expired
web-unknown-text = Please go back to the chat and press the button again.
web-slack-installed-title = That’s it, I’m in
web-slack-installed-text = You’ll find me in Slack under “Apps”. Write to me there, or send /tariff anywhere.
web-slack-denied-title = Nothing was installed
web-slack-denied-text = You’ve chosen not to add me. If that was a slip, you can start again.
web-slack-restart-title = Let’s start once more
web-slack-restart-text = This link has been used already, has expired, or was opened in another browser. Please start the installation here, and finish it in this browser.
web-slack-failed-title = That didn’t work
web-slack-failed-text = Slack didn’t complete the installation. Please try it once more.
web-slack-open = Open in Slack
web-slack-again = Add to Slack

## Slack

slack-form-title = Tariff
slack-form-send = Send
slack-form-loading = One moment …
slack-form-checking = Thanks, I’m checking that. This window may be closed: I’ll go on in our chat.
slack-form-answered = This question has been answered already. You’ll find the latest in our chat.
slack-form-done = That’s in. We go on in our chat.
slack-form-failed = The form couldn’t be loaded. Please close this window and open it again in a moment.
slack-form-kept = { $count ->
    [one] One more is kept as it is: there is no room for it here.
   *[other] { $count } more are kept as they are: there is no room for them here.
}
slack-form-nothing = Nothing like that here. Try just part of the name.
slack-form-again = That took a moment too long, so I couldn’t open the form. Please press the button once more.
slack-form-again-button = Open the form
slack-menu-slow = That took too long. Please type one more letter.
slack-receipt = I’ve written to you in private.
slack-foreign = Sorry, I work only for the people of the workspace that installed me.
slack-not-installed = I’m not installed in this workspace any more. An admin can add me again.

## Many sites

sites-invite-title = Many sites at once
sites-invite-text = Send me a CSV file with one address per line, up to { $lines } of them. I check every line, we connect the first site together, and the others follow by themselves. This template shows the columns; their order doesn’t matter.
sites-file-large = This file is too big for me. Up to { $kilobytes } kilobytes, please: { $lines } addresses need far less.
sites-file-long = That’s more than { $lines } lines. Please split the file and send one part after the other.
sites-file-empty = There are no addresses in this file.
sites-file-caption = I can only read text and CSV files here, so I’ll go by the words you sent along.
sites-file-no-text = This is a spreadsheet or a document, not a CSV file. Please save it as CSV and send that.
sites-template-name = sites.csv
sites-mend-name = sites-to-mend.csv
sites-report-name = sites-report.csv
sites-example = Example, please delete
sites-column-line = Line
sites-column-problem = Problem
sites-column-name = Name
sites-column-text = Address
sites-column-address = Address
sites-column-street = Street and number
sites-column-house = House number
sites-column-extra = Flat or floor
sites-column-post-code = Postcode
sites-column-city = Town
sites-column-town = Postcode and town
sites-column-state = State
sites-column-country = Country
sites-column-provider = Provider
sites-column-reference = Reference
sites-column-status = Status
sites-column-reason = Reason
sites-column-location = Location ID
sites-line = Line { $line }
sites-fault-unreadable = I can’t make out an address in “{ $value }”
sites-fault-street = no street
sites-fault-city = no town
sites-fault-postcode = no postcode
sites-fault-postcode-wrong = “{ $value }” is no postcode of that country
sites-fault-country = I don’t know a country called “{ $value }”
sites-fault-state = no state
sites-fault-state-wrong = “{ $value }” isn’t a state of that country
sites-fault-twice = same as line { $value }
sites-fault-connected = already connected
sites-fault-example = the example from the template
sites-country-title =
    { $count ->
        [one] Which country is this site in?
       *[other] Which country are these { $count } sites in?
    }
sites-country-text = They’re the ones among the { $lines } lines of your file that don’t say so. Pick a country, or type any other.
sites-checked-title =
    { $count ->
        [0] No line is ready yet
        [one] { $count } of { $lines } lines is ready
       *[other] { $count } of { $lines } lines are ready
    }
sites-more-faults =
    { $count ->
        [one] And one more like these.
       *[other] And { $count } more like these.
    }
sites-mend-hint = I’ve put the lines with a problem into a file of their own. You can mend them there and send that file once the others are done, or mend them now and send me the whole file again.
sites-mend-text = These lines need mending. The column “{ sites-column-problem }” says why.
sites-checked-text = We connect the first site together. Then I ask you once which of the others have the same provider and tariff, and do those by myself.
sites-checked-groups = They fall into { $count } groups by provider and country, so I’ll ask once for each group.
sites-begin = Begin with { $site }
sites-first-title = First we connect { $site }
sites-first-text = Just answer as for any single site. Afterwards I’ll ask which others are the same.
sites-there-already = { $site } is connected already.
sites-stuck-title = This site isn’t connected
sites-stuck-text = I need one that is, so that the others can follow it.
sites-stuck-again = Try it again
sites-stuck-another = Begin with another site
sites-scope-title = Which other sites have the same provider and tariff?
sites-scope-text = I’ll connect those by myself, and we do one of the rest together next.
sites-scope-login = This provider wants a sign-in for every site. I can fill in everything else; you then sign in site by site.
sites-scope-all =
    { $count ->
        [one] The other one
       *[other] All { $count } others
    }
sites-scope-town =
    { $count ->
        [one] The one in { $town }
       *[other] The { $count } in { $town }
    }
sites-scope-area =
    { $count ->
        [one] The one with postcode { $area }…
       *[other] The { $count } with postcode { $area }…
    }
sites-scope-none = None: I’ll do them one by one
sites-next-title =
    { $count ->
        [one] Next: one more site
       *[other] Next: { $count } more sites
    }
sites-next-text = Again we connect the first of them together. Meanwhile I carry on with those that I know about.
sites-progress-title = { $count } of { $total } connected
sites-tally-needs =
    { $count ->
        [one] 1 needs you
       *[other] { $count } need you
    }
sites-tally-waiting =
    { $count ->
        [one] 1 waits for its provider
       *[other] { $count } wait for their provider
    }
sites-tally-to-go = { $count } to go
sites-tally-left-out = { $count } left out
sites-paused = Paused. Nothing new begins until you { $tap } “{ sites-go-on }”.
sites-carry-on = Carry on with your list
sites-done = That’s all of them.
sites-stopped = Stopped. What’s connected stays connected.
sites-hold = Pause
sites-go-on = Carry on
sites-stop = Stop
sites-stop-title = Stop connecting these sites?
sites-stop-brief = What’s connected stays connected. The rest is left out.
sites-stop-text =
    { $count ->
        [one] What’s connected stays connected. 1 site that’s still to go is left out.
       *[other] What’s connected stays connected. { $count } sites that are still to go are left out.
    }
sites-stop-yes = Yes, stop
sites-stop-no = No, carry on
sites-list =
    { $count ->
        [one] Show the one that needs you
       *[other] Show the { $count } that need you
    }
sites-close = Hide the list
sites-take = Choose a site
sites-take-text = Pick one, and we’ll finish it together.
sites-again =
    { $count ->
        [one] Try 1 of them again
       *[other] Try { $count } of them again
    }
sites-report = Report as a file
sites-another-file = Another file
sites-report-text = Here’s what became of every site.
sites-status-ready = to go
sites-status-running = being connected
sites-status-waiting = waiting for the provider
sites-status-connected = connected
sites-status-needs-you = needs you
sites-status-left-out = left out
sites-needs-address = The address needs another look.
sites-needs-provider = Its provider has to be chosen.
sites-needs-other-provider = “{ $name }” isn’t among the providers for this address.
sites-needs-tariff = Its tariff has to be chosen.
sites-needs-other-tariff = “{ $name }” isn’t among the tariffs for this address.
sites-needs-price = Its prices have to be entered.
sites-needs-region = Its price region has to be chosen.
sites-needs-details = A detail of the contract is missing.
sites-needs-login = Somebody has to sign in with the provider.
sites-needs-failed = The tariff couldn’t be read from the provider.
sites-needs-late = The provider hasn’t delivered the tariff in two days.
sites-needs-hand = You wanted to do this one yourself.
sites-needs-other = A question came up that the first site didn’t have.
