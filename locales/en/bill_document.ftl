### A bill as a document that residents keep: its button, and all that it says.

document-button = Download PDF
document-text = The bill for { $bill } of number { $number }. This is a copy for information. Press the file to open it.
document-title = Bill for { $bill }
document-copy = Copy for information
document-page = Page { $page } of { $pages }
document-number = Subscriber number
document-address = Address
document-month = Month
document-due-on = Pay by
document-column-label = For
document-column-kwh = kWh
document-column-price = Price, ₽
document-column-amount = Amount, ₽
document-electricity = Electricity
document-opening = To pay at the beginning of the month
document-opening-overpaid = Overpaid at the beginning of the month
document-paid = Paid since the last bill
document-charged = Charged
document-recalculated = Recalculated
document-penalty = Penalty
document-due = To pay by this bill
document-overpaid = Overpaid by this bill
document-rubles = { $amount } ₽
document-left = On { $date }, { $amount } ₽ of this bill were still to pay.
document-paid-up = On { $date }, nothing was to pay of this bill.
