### When an answer of the operators may be expected.

expect-usual = We usually answer in about { $time }.
expect-usual-in-hours = In our working hours we usually answer in about { $time }.
expect-hours = Operators work: { $hours }.
expect-back = They are away now and will be back { $when }.
expect-minutes = { NUMBER($count) ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
expect-hours-of-time = { NUMBER($count) ->
        [one] { $count } hour
       *[other] { $count } hours
    }
expect-days = { NUMBER($count) ->
        [one] { $count } day
       *[other] { $count } days
    }
expect-every-day = every day
expect-day-0 = Mon
expect-day-1 = Tue
expect-day-2 = Wed
expect-day-3 = Thu
expect-day-4 = Fri
expect-day-5 = Sat
expect-day-6 = Sun
expect-today = today at { $time }
expect-tomorrow = tomorrow at { $time }
expect-on-0 = on Monday at { $time }
expect-on-1 = on Tuesday at { $time }
expect-on-2 = on Wednesday at { $time }
expect-on-3 = on Thursday at { $time }
expect-on-4 = on Friday at { $time }
expect-on-5 = on Saturday at { $time }
expect-on-6 = on Sunday at { $time }
