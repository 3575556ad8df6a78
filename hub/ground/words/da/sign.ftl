# Skiltet ved indgangen. De store linjer læses på to meters afstand.
sign-neutral = ukendt
sign-title = Vil du genkendes her? Det bestemmer du.
sign-without-app = Uden vores app registrerer antennerne i loftet intet om dig.
sign-with-app = Med appen genkender de din telefon, men kun hvis du har sagt ja.
sign-unrecorded = I { $zones } registreres intet.
sign-say-no = Sig nej eller fortryd når som helst i appen: vælg "{ $invisible }".
sign-responsible = Ansvarlig:
sign-period = Besøg slettes efter { $days } dage.
sign-profile = Har du sagt ja, hentes dine køb fra { $host }.
sign-told = Hvad du siger ja til, fortælles til { $host }.
sign-push = Beskeder sendes gennem { $host }.
sign-complain = Klage: { $authority }
sign-scan = Læs mere:
