### The figures of /stats.

operator-command-stats = figures of today and of this month

stats-today-button = Today
stats-month-button = This month
stats-title-today = today, { $day }
stats-title-month = { $month }
stats-head = <b>Figures: { $title }</b>, at { $at }
stats-people = Registrations: <b>{ NUMBER($registered) }</b>, e-mail confirmed: <b>{ NUMBER($confirmed) }</b>
    Numbers added: <b>{ NUMBER($numbers) }</b>
stats-readings = <b>Readings: { NUMBER($count) }</b>
stats-line = • { $name }: { NUMBER($count) }
stats-reason = • { $name }, reason “{ $reason }”: { NUMBER($count) }
stats-no-reason = not given
stats-proofs = Failed attempts to add a number in 24 hours: { NUMBER($failed) }, under a limit: { NUMBER($closed) }
stats-alerts = <b>Open alerts: { NUMBER($count) }</b>
stats-oldest-alert = The longest wait: { $age }
stats-queues = <b>Still on the way</b>
stats-queue-inbox = from residents
stats-queue-messages = from the bot
stats-queue-letters = letters
stats-queue = • { $name }: { NUMBER($count) }, the oldest: { $age }
stats-notices = Notices: { NUMBER($confirmed) }, delivered: { NUMBER($delivered) }, being sent: { NUMBER($active) }

stats-chart-title = Readings: { $title }
stats-chart-accepted = accepted
stats-chart-review = for review
stats-chart-refused = rejected
stats-chart-replaced = replaced
