# What a first floor plan calls its zones.
shop-neutral = Butikken
shop-zone-entrance = Indgang
shop-zone-till = Kasse
shop-zone-sales = Butiksgulv
