# The sign at the entrance, from facts of the settings. The large lines are read from two metres.
sign-neutral = not known
sign-title = Be recognised here? You decide.
sign-without-app = Without our app, the antennas in the ceiling record nothing about you.
sign-with-app = With the app they recognise your phone, but only if you said yes.
sign-unrecorded = In { $zones } nothing is recorded.
sign-say-no = Say no or change your mind at any time in the app: choose "{ $invisible }".
sign-responsible = Responsible:
sign-period = Visits are deleted after { $days } days.
sign-profile = If you said yes, what you bought is fetched from { $host }.
sign-told = What you say yes to is told to { $host }.
sign-push = Messages are sent through { $host }.
sign-complain = Complaints: { $authority }
sign-scan = Read more:
