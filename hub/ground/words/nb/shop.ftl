# What a first floor plan calls its zones.
shop-neutral = Butikken
shop-zone-entrance = Inngang
shop-zone-till = Kasse
shop-zone-sales = Butikkgulv
