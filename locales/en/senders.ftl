### Who of the people that share a number sent a reading.

sent-by = Sent by { $who }.
earlier-sent-by = The earlier ones were sent by { $who }.
sender-own = you
sender-former = another resident
