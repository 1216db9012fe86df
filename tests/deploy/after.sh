# Every answer during the upgrade was the page; both servers run the next release.
touch /root/upgraded
wait
sort /root/asked | uniq --count
test "$(sort --unique /root/asked)" = 'asked 200'
for port in 8501 8502; do
    pid=$(systemctl show --property=MainPID --value "basewatch@$port")
    test "$(readlink "/proc/$pid/cwd")" = /opt/basewatch/next
done
tar --list --file /var/backups/basewatch.tar.gz
