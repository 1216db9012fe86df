# What the unit's process may do, and a slide drawn inside the same sandbox.
pid=$(systemctl show --property=MainPID --value basewatch@8501)
grep --extended-regexp '^(Uid|NoNewPrivs|Seccomp|CapBnd):' "/proc/$pid/status"
! nsenter --target "$pid" --mount touch /opt/basewatch/current/x
! nsenter --target "$pid" --mount touch /etc/x
systemd-analyze security --no-pager basewatch@8501 | tail -1

draw='exec .venv/bin/python -m components.slide country=Jordan -o /var/cache/basewatch/slide.pptx'
sed --regexp-extended "
    s|^ExecStart=.*|ExecStart=/bin/sh -c \"$draw\"|
    /^ExecStartPost/d
    s|^\[Service\]|[Service]\nType=oneshot|
" docs/deploy/basewatch@.service > /etc/systemd/system/slide@.service
systemctl start slide@1
test "$(stat --format=%s /var/cache/basewatch/slide.pptx)" -gt 10000

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
