"""When people can lead and attend: their weekly hours, days off, and the busy times of their own diaries."""
