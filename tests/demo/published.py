"""What was published of the night of 2016-11-11 beside its sums: payments, orders of countries, brands."""

FINAL_PAYMENTS = 1_050_000_000
"""Payments of the whole day; press release."""

SELLERS_TO_CHINA_AT_00_06 = ("US", "JP", "KR", "DE", "AU")
"""Order of the countries selling to China at 00:06; TechNode 2016-11-11."""

SELLERS_TO_CHINA_FINAL = ("JP", "US", "KR", "AU", "DE")
"""The same at the end of the day; SCMP."""

BUYERS_FROM_CHINA = ("RU", "ES", "IL", "UA", "FR")
"""First countries buying from China; SCMP."""

BEST_SELLERS_NAMED = (
    "apple", "nike", "new-balance", "playboy", "skechers", "siemens", "philips", "adidas", "uniqlo", "pampers",
    "xiaomi", "huawei", "haier", "midea", "suning", "jack-jones",
)  # fmt: skip
"""Ids of the brands that reports named among the best sellers, in no published order."""
