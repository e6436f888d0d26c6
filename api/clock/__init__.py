"""The assistant's time, and the one wake-up that turns due follow-ups into deliveries."""
