### What the registry knows of meters and home.

card-passport-button = Meter and home

passport-title = <b>Meter and home</b>
passport-digits = Digits on the display: { $digits }
passport-digits-decimals = Digits on the display: { $digits } before the point, { $decimals } after it
passport-rate = One rate: { $scale }
passport-rates = Rates:
passport-scale = • { $scale }
passport-installed = Installed { $date }
passport-by-hand = You send the readings
passport-more-meters = And meters besides: { $count }. They are on the screen of the number.
passport-home = <b>Your home</b>
passport-area = Area: { $area } m²
passport-residents = People living there: { $residents }
passport-stove = Stove: { $stove }
passport-delivery = The bill arrives { $delivery }
passport-wrong = If anything is wrong, write to us.
passport-ask-button = Write to us
