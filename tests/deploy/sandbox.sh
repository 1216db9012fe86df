# What the unit's process may do; a slide, an import and a server with sign-in inside the same sandbox.
pid=$(systemctl show --property=MainPID --value basewatch@8501)
grep --extended-regexp '^(Uid|NoNewPrivs|Seccomp|CapBnd):' "/proc/$pid/status"
! nsenter --target "$pid" --mount touch /opt/basewatch/current/x
! nsenter --target "$pid" --mount touch /etc/x
systemd-analyze security --no-pager basewatch@8501 | tail -1

# Runs a command of Python as the unit runs its server.
run_inside() {
    sed --regexp-extended "
        s|^ExecStart=.*|ExecStart=/bin/sh -c \"exec .venv/bin/python $1\"|
        /^ExecStartPost/d
        s|^\[Service\]|[Service]\nType=oneshot|
    " docs/deploy/basewatch@.service > /etc/systemd/system/command@.service
    systemctl daemon-reload
    systemctl start command@1
}
cache=/var/cache/basewatch
run_inside "-m components.slide country=Jordan -o $cache/slide.pptx"
test "$(stat --format=%s $cache/slide.pptx)" -gt 10000
printf 'Date,Place,Country\n2024-01-28,Tower 22,Jordan\n' > $cache/table.csv
chown basewatch $cache/table.csv
run_inside "-m data import auto $cache/table.csv -o $cache/table.parquet"
test -s $cache/table.parquet

# A server with sign-in, whose secrets only root reads.
mkdir --parents /etc/systemd/system/basewatch@8503.service.d
cp docs/deploy/sign-in.conf /etc/systemd/system/basewatch@8503.service.d/
cat > /etc/basewatch/secrets.toml <<'END'
[auth]
redirect_uri = "https://maps.example.org/basewatch/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
client_id = "basewatch"
client_secret = "of-the-tests"
server_metadata_url = "https://provider.example/.well-known/openid-configuration"
END
chmod 600 /etc/basewatch/secrets.toml
systemctl daemon-reload
systemctl start basewatch@8503
systemctl stop basewatch@8503
