# Skiltet ved inngangen. De store linjene leses på to meters avstand.
sign-neutral = ukjent
sign-title = Vil du bli kjent igjen her? Det bestemmer du.
sign-without-app = Uten appen vår registrerer antennene i taket ingenting om deg.
sign-with-app = Med appen kjenner de igjen telefonen din, men bare hvis du har sagt ja.
sign-unrecorded = I { $zones } registreres ingenting.
sign-say-no = Si nei eller ombestem deg når som helst i appen: velg "{ $invisible }".
sign-responsible = Ansvarlig:
sign-period = Besøk slettes etter { $days } dager.
sign-profile = Har du sagt ja, hentes kjøpene dine fra { $host }.
sign-told = Hva du sier ja til, fortelles til { $host }.
sign-push = Meldinger sendes gjennom { $host }.
sign-complain = Klage: { $authority }
sign-scan = Les mer:
