### One bill, line by line: what residents and operators read of it.

bill-title = <b>Bill for { $month }</b> · № { $number }
bill-back-button = To the bills
error-bill-unknown = This bill is not here any more. Press “{ menu-electricity-button }”, choose the number and open “{ card-bills-button }”.
