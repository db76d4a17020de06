"""Time the Chinese way (期限): working days with make-up days, six clocks, pauses, quiet hours, reminders.

instants   microseconds and civil days
calendar   which day is a working day, and how sure that is
term       "3 working days" as a value
clocks     when a term ends: the fast answer
explain    why it ends then: the same answer, day by day
pauses     a deadline paused, resumed, extended in business time
quiet      when a person may be disturbed
reminders  when to remind on the last day
"""
