# Kundkortet: tre rader för den som går fram och hjälper till. En rad börjar med det som är nytt om just den här kunden:
# listan på en handdator visar bara de första orden.
card-neutral = Fråga vad som för kunden hit i dag
card-need-asked = Har bett om hjälp
card-need-viewed = { $count ->
    [one] { $article }: har tittat { $count } gång på nätet
   *[other] { $article }: har tittat { $count } gånger på nätet
 }
card-need-due = { $article }: snart dags för nytt
card-need-bought = { $article }: köpt { $ago }, fråga hur det går
card-need-bought-today = { $article }: köpt i dag, fråga om något saknas
card-need-bought-before = { $article }: köpt här tidigare, fråga hur det går
card-need-ready = { $article }: klar att hämta, meddelades { $ago }
card-need-ready-until = { $article }: klar att hämta före kl. { $closes } i dag, meddelades { $ago }
card-need-case = { $article }: serviceärende { $ago }, fråga hur det går
card-need-cart = { $article }: lagd i varukorgen på nätet { $ago }
card-need-unknown = Fråga vad som för kunden hit i dag
card-next-ask = Gå fram och fråga vad kunden behöver
card-next-due = { $article }: snart dags för nytt, fråga om det ska med i dag
card-next-viewed = { $article }: har tittat på den på nätet, visa den
card-next-line = { $line }: visa vad som är nytt
card-next-offer = { $offer }
card-next-suggested = { $article }. { $why }
card-next-unknown = Erbjud en rundtur
card-avoid-guessing = Gissningar: kunden håller sin historik för sig själv
card-avoid-line-all = { $count ->
    [one] Allt annat än { $line }: det enda köpet är därifrån
   *[other] Allt annat än { $line }: alla { $count } köp är därifrån
 }
card-avoid-line-most = { $count ->
    [one] Allt annat än { $line }: { $own } av { $count } köp är därifrån
   *[other] Allt annat än { $line }: { $own } av { $count } köp är därifrån
 }
card-avoid-again = { $article } en gång till: köpt { $ago }
card-avoid-nothing = Inget särskilt: låt kunden styra
card-avoid-unknown = Inget känt: låt kunden styra

# Vad raderna bygger på.
card-field-lines-24m = Köp per linje, 24 månader
card-field-orders-24m = Antal köp, 24 månader
card-field-last-order-item = Senast köpt
card-field-last-order-at = Senaste köpet
card-field-last-purchase = Senaste köp, varorna inte kända
card-value-and-since = { $count }, och köpt sedan dess
card-field-viewed-item-30d = Tittat på nätet
card-field-viewed-times-30d = Antal gånger tittat, 30 dagar
card-field-timeline = Vad som hände tidigare
card-field-due-item = Snart dags för nytt
card-field-campaigns = Från kampanjer
card-field-offers = Erbjudanden
card-field-suggestions = Kan passa
card-field-segments = Grupper
card-field-expectations = Vad som kan väntas
card-field-categories = Kategorier
card-field-platform = Enligt plattformen
card-field-decisions = Vad en kampanj beslutade, och varför

# Vad som har hänt tidigare.
card-event-articles = { $first } och { $more } till
card-event-visit = I butiken
card-event-purchase = Köpt
card-event-return = Lämnat tillbaka
card-event-online-view = Tittat på nätet
card-event-cart = I varukorgen på nätet
card-event-message = Meddelande skickat
card-event-note = Resultat av ett besök
card-event-service-case = Serviceärende
card-outcome-sold = Sålt
card-outcome-helped = Hjälpt
card-outcome-not-interested = Inte intresserad
card-outcome-left = Gått
card-campaign = { $text }
card-offer-percent = { $value } % på { $article }
card-offer-percent-all = { $value } % på allt
card-offer-amount = { $value } rabatt på { $article }
card-offer-amount-all = { $value } rabatt på köpet
card-offer-gift = Gåva: { $article }
card-offer-gift-any = En gåva
card-note-size-tried = Provade en storlek
card-note-waiting-for-delivery = Väntar på leverans
card-note-thinks-about-it = Vill tänka på saken
card-note-left-alone = Vill helst titta själv
card-note-call-when-in-stock = Ring när varan finns i lager
card-note-other = Anteckning
card-note-words = { $template }: { $text }
