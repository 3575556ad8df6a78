# Varför ett kort är tunnare än det kunde vara.
notices-neutral = Här saknas något.
notices-awaited = Kunddataplattformen har inte svarat än.
notices-timeout = Kunddataplattformen svarade inte i tid.
notices-unreachable = Kunddataplattformen kan inte nås.
notices-not-found = Kunddataplattformen känner inte till kunden.
notices-not-in-file = Kundregistret känner inte till den här kunden.
notices-auth = Kunddataplattformen nekade hubben åtkomst; säg till IT.
notices-paced = Kunddataplattformen bad hubben att sakta ner.
notices-open-circuit = Kunddataplattformen fungerar inte och tillfrågas snart igen.
notices-bad-reply = Kunddataplattformen gav inget användbart svar.
notices-somebody-else = Kunddataplattformen svarade om någon annan; säg till IT.
notices-unsendable = Kunddataplattformen kan inte tillfrågas så som den är inställd; säg till IT.
notices-known-before = { $notice } Här visas det vi visste sedan tidigare.
