#!/bin/sh
# The session of a machine whose screens belong to the wall alone: tells systemd of its display and starts the wall's unit
# (wallboard.service). The words after it are what the session then lives on.
#
#   X11    ~/.xinitrc:                 exec /home/wall/wallboard/session.sh openbox
#   labwc  ~/.config/labwc/autostart:  /home/wall/wallboard/session.sh
#   cage   wallboard-cage.service:     session.sh sleep infinity
if [ -z "$WAYLAND_DISPLAY" ]; then
    xset s off -dpms
fi
dbus-update-activation-environment --systemd DISPLAY XAUTHORITY WAYLAND_DISPLAY
systemctl --user restart --no-block wallboard
if [ $# -gt 0 ]; then
    exec "$@"
fi
