# Why a card is thinner than it could be.
notices-neutral = Something is missing here.
notices-awaited = The customer data platform has not answered yet.
notices-timeout = The customer data platform did not answer in time.
notices-unreachable = The customer data platform cannot be reached.
notices-not-found = The customer data platform does not know this customer.
notices-not-in-file = The customer file does not know this customer.
notices-auth = The customer data platform refused the hub's access; tell IT.
notices-paced = The customer data platform asked the hub to slow down.
notices-open-circuit = The customer data platform fails, and is asked again soon.
notices-bad-reply = The customer data platform gave no usable answer.
notices-somebody-else = The customer data platform answered about somebody else; tell IT.
notices-unsendable = The customer data platform cannot be asked as it is set; tell IT.
notices-known-before = { $notice } Shown is what was known before.
