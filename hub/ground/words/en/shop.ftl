# What a first floor plan calls its zones.
shop-neutral = The shop
shop-zone-entrance = Entrance
shop-zone-till = Till
shop-zone-sales = Sales floor
