# Asks nginx for the page all the time, until /root/upgraded is there.
(
    while test ! -e /root/upgraded; do
        curl --silent --insecure --output /dev/null --write-out 'asked %{http_code}\n' https://localhost/basewatch/
        sleep 0.1
    done > /root/asked
) &
