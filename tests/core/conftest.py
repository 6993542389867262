"""Property tests wait for no clock: a busy machine must not fail them."""

from hypothesis import HealthCheck, settings

settings.register_profile("unhurried", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
