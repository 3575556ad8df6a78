# What a first floor plan calls its zones.
shop-neutral = Butiken
shop-zone-entrance = Entré
shop-zone-till = Kassa
shop-zone-sales = Butiksgolv
