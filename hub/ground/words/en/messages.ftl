# What a customer's phone shows. A shop that wants other words says so in its own.
messages-neutral = Welcome
messages-welcome-title = Good to see you
messages-welcome-body = Ask us: we are happy to help you find your way.
messages-welcome-line-title = { $line }: new since you were here
messages-welcome-line-body = Ask us to show you what is new.
