### The registry: what an administrator sees who takes over the files of the billing system.
### Words for the command line: no markup.

registry-phase-reading = Reading the files
registry-phase-checking = Checking
registry-phase-comparing = Comparing with the database
registry-phase-applying = Writing

registry-imported = The registry was imported.
registry-table-subscribers = Subscribers: { $rows } in the registry, { $added } new, { $altered } changed, { $vanished } closed.
registry-table-meters = Meters: { $rows } in the registry, { $added } new, { $altered } changed, { $vanished } closed.
registry-table-scales = Scales: { $rows } in the registry, { $added } new, { $altered } changed, { $vanished } removed.
registry-table-payments = Payments: { $rows } in the registry, { $added } new, { $altered } changed.
registry-table-bills = Bills: { $rows } in the registry, { $added } new, { $altered } changed.
registry-table-bill_lines = Lines of bills: { $rows } in the registry, { $added } new, { $altered } changed, { $vanished } removed.
registry-table-history = Values of earlier months: { $rows } in the registry, { $added } new, { $altered } changed, { $vanished } removed.
registry-table-tariffs = Tariffs: { $rows } in the registry, { $added } new, { $altered } changed, { $vanished } removed.

registry-refused =
    { $count ->
        [one] The registry was not imported: { $count } error. Nothing was changed.
       *[other] The registry was not imported: { $count } errors. Nothing was changed.
    }
registry-errors = Errors:
registry-warnings = Warnings (they do not stop the import):
registry-problems-more = …and { $count } more.
registry-import-is-running = Another process is importing a registry. Wait until it has finished.
registry-import-interrupted = The import was interrupted. Run it again: the database may still hold the old registry.
registry-import-failed = The registry was not imported: { $reason }. Nothing was changed.

registry-meters-left = These meters stay as they were (the rest was imported):
registry-problem-scale-renamed =
    meter { $meter } has no scale “{ $old }” any more and a new one “{ $new }”, but residents sent values under the old name.
    If it is another scale, import on the server: python -m bot registry import PATH --names-tell
registry-problem-scales-swapped =
    scales { $names } of meter { $meter } changed places, and the values of the registry do not tell whether numbers or names were changed.
    If the numbers were, import on the server: python -m bot registry import PATH --names-tell
registry-place-file = { $file }: { $reason }
registry-place-file-line = { $file }, line { $line }: { $reason }
registry-place-file-column = { $file }, column { $column }: { $reason }
registry-place-file-line-column = { $file }, line { $line }, column { $column }: { $reason }

registry-check-nothing = No reading was found that may belong to another scale.
registry-check-found =
    { $count ->
        [one] { $count } reading may belong to another scale. Compare it with billing:
       *[other] { $count } readings may belong to another scale. Compare them with billing:
    }
registry-check-exported = receipt { $receipt }, subscriber { $number }, meter { $meter }: exported under another name of the scale than the registry has now
registry-check-lower = receipt { $receipt }, subscriber { $number }, meter { $meter }: values are lower than those billing knows, and would not be if they changed places
registry-check-failed = It could not be checked: { $reason }

## The archive and the files
registry-problem-no-registry = there is no folder, no .zip archive and no .xlsx workbook with a registry here
registry-problem-archive-damaged = the archive is damaged
registry-problem-archive-encrypted = { $member } in the archive is encrypted
registry-problem-archive-nested = { $member } in the archive is an archive itself; such are not read
registry-problem-archive-too-large = { $member } in the archive is implausibly large
registry-problem-archive-too-many = there are more than { $most } files in the archive
registry-problem-archive-unsafe-name = { $member } in the archive lies outside of it
registry-problem-file-twice = { $member } is there twice
registry-problem-file-missing = the file is missing
registry-problem-file-unknown = a registry has no such file; it was ignored
registry-problem-file-empty = the file is empty, even the line with the names of the columns is missing
registry-problem-file-damaged = the file cannot be read to its end
registry-problem-no-rows = there is not a single subscriber in the file
registry-problem-too-many-vanished =
    too many subscribers would be closed: { $vanished } of { $known }. The file may be incomplete.
    If it is right, import it on the server: python -m bot registry import PATH --close-many

## Lines and columns
registry-problem-encoding-unknown = the encoding could not be told. Save the file in UTF-8
registry-problem-encoding-refused = { $encoding } is not read. Save the file in UTF-8 or Windows-1251
registry-problem-encoding-twice = the Russian letters are spoilt: the file was read in a wrong encoding before. Export it again
registry-problem-workbook-damaged = the workbook is damaged or has a password
registry-problem-workbook-too-large = the workbook is too large. Save its sheets as .csv files
registry-problem-workbook-error-cell = cell { $cell } holds an error of a formula, { $found }
registry-problem-line-not-text = the line holds bytes that { $encoding } does not have
registry-problem-line-too-long = the line is longer than { $most } bytes; the rest of the file was not read
registry-problem-quotes-broken = a quote is not closed or stands where it must not
registry-problem-separator-missing = the columns must be separated by “{ $separator }”
registry-problem-column-missing = the column is missing
registry-problem-column-twice = the column is there twice
registry-problem-column-unknown = an unknown column; it was ignored
registry-problem-cells-count = there must be { $expected } columns, but the line has { $found }

## Values
registry-problem-empty = not filled in
registry-problem-number-not-digits = “{ $found }” is not a subscriber number: only digits are allowed
registry-problem-number-wrong-length = “{ $found }” is not a subscriber number: it must have { $least } to { $most } digits without leading zeros
registry-problem-number-calculated = “{ $found }”: a spreadsheet took the number for an amount and may have lost digits. Save the column as text
registry-problem-code-not-understood = “{ $found }”: an identifier must not have spaces or invisible characters
registry-problem-unprintable = “{ $found }” has invisible characters
registry-problem-too-long = “{ $found }” is longer than { $most } characters
registry-problem-whole-not-understood = “{ $found }” is not a whole number
registry-problem-whole-out-of-range = { $found } is not between { $least } and { $most }
registry-problem-amount-not-understood = “{ $found }” is not an amount: rubles with at most two digits after the comma or point
registry-problem-amount-nothing = a payment cannot be zero
registry-problem-amount-negative = the price { $found } must not be below zero
registry-problem-date-not-understood = “{ $found }” is not a date: DD.MM.YYYY or YYYY-MM-DD
registry-problem-date-impossible = there is no such date as { $found }
registry-problem-month-not-understood = “{ $found }” is not a month: YYYY-MM, DD.MM.YYYY of its first day, or its name with the year
registry-problem-value-not-understood = “{ $found }” is not a reading: digits with at most three after the comma or point
registry-problem-area-not-understood = “{ $found }” is not an area: square metres with at most two digits after the comma or point
registry-problem-basis-not-understood = “{ $found }” is not a basis: reading, average, norm, recalculation, penalty or other
registry-problem-source-not-understood = “{ $found }” is not the source of a value: resident, operator, inspector or calculated
registry-problem-payment-status-not-understood = “{ $found }” is not the status of a payment: booked, pending or reversed

## The registry as a whole
registry-problem-duplicate = repeats line { $first }
registry-problem-unknown-number = subscriber { $number } is not in subscribers.csv
registry-problem-unknown-meter = meter { $meter } is not in meters.csv
registry-problem-unknown-scale = meter { $meter } has no scale { $scale } in scales.csv
registry-problem-unknown-bill = bill { $bill } is not in bills.csv
registry-problem-lines-not-adding-up =
    the lines of bill { $bill } { $part ->
        [recalculated] of basis recalculation
        [penalty] of basis penalty
       *[charged] (other than recalculation and penalty)
    } make { $found } ₽, but in bills.csv it has { $expected } ₽ as { $part }
registry-problem-meter-without-scales = meter { $meter } has no scale in scales.csv
registry-problem-scales-with-gaps = the scales of meter { $meter } must be numbered from 1 without gaps up to { $highest }
registry-problem-scales-alike = two scales of meter { $meter } have the same name: { $name }
registry-problem-value-beyond-capacity = the value does not fit into the { $digits } digits of the meter
registry-problem-value-too-precise = the value has more digits after the comma than the meter has ({ $decimals })
registry-problem-value-without-date = the value has no date
registry-problem-date-without-value = there is a date of a value, but no value
registry-problem-date-in-future = the date has not come yet
registry-problem-scale-beyond-rates = there is no such scale: the number of scales of these meters is { $rates }
registry-problem-category-without-tariff = tariffs.csv has no prices for the category “{ $category }”; its subscribers are shown no price
registry-problem-range-without-beginning = the first range of consumption must begin at 0

## Readings for billing
registry-phase-taking = Taking readings
registry-phase-writing = Writing the files

export-is-running = Another process is exporting or taking answers. Wait until it has finished.
export-nothing = There are no new readings, nothing to export.
export-done = Export { $export } is ready.
export-repeated = Export { $export } was written once more: the same files.
export-content = { $readings } readings, { $rows } rows, sum of values { $values }, sum of consumption { $consumption }.
export-file = { $path }: { $size } bytes, SHA-256 { $sha256 }
export-changes = { $count } changes of meters (meter_changes.csv).
export-waiting = Waiting for the next export: { $count }.
export-interrupted = The export was interrupted. Run it again: it goes on and gives the same files.
export-failed = The files were not written: { $reason }. Run the export again: it goes on and gives the same files.

## Answers of billing
answers-taken = The answers of billing were taken.
answers-content = { $taken } taken by billing, { $billed } counted in a bill, { $refused } refused, { $unchanged } known before, { $problems } did not fit.
answers-not-applied = These did not fit (the others were taken):
answers-refused =
    { $count ->
        [one] The answers were not taken: { $count } error. Nothing was changed.
       *[other] The answers were not taken: { $count } errors. Nothing was changed.
    }
answers-is-running = Another process is exporting or taking answers. Wait until it has finished.
answers-interrupted = The answers were interrupted. Run it again with the same file: nothing counts twice.
answers-failed = The answers were not taken: { $reason }. Run it again with the same file: nothing counts twice.

registry-problem-no-answers = there is not a single answer in the file
registry-problem-receipt-not-understood = “{ $found }” is not a receipt number: it has 12 digits
registry-problem-receipt-unknown = there is no receipt { $receipt }
registry-problem-answer-not-understood = “{ $found }” is not an answer: accepted, billed or refused
registry-problem-answer-without-reason = a refusal needs its reason
registry-problem-answer-without-month = the month of the bill is missing
registry-problem-answer-impossible-accepted = the reading of receipt { $receipt } was not exported yet
registry-problem-answer-impossible-review = the reading of receipt { $receipt } is under review and was not exported
registry-problem-answer-impossible-rejected = the reading of receipt { $receipt } was rejected by an operator and not exported
registry-problem-answer-impossible-withdrawn = the reading of receipt { $receipt } was taken back by its resident and not exported
registry-problem-answer-impossible-replaced = the reading of receipt { $receipt } was replaced and not exported
registry-problem-answer-impossible-billed = the reading of receipt { $receipt } is counted in a bill, which the answer contradicts
registry-problem-answer-impossible-refused = the reading of receipt { $receipt } was refused, which the answer contradicts
