#!/usr/bin/env bash
# Brings what tests/e2e/vscode drives: code-server (a whole VS Code workbench) into .cache/editors,
# and Debian's Chromium and build tools. Needs Node 20 with npm, and Debian's apt.
# About two minutes and 400 MB; a second call does nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

CODE_SERVER=4.100.3
FOLDER=$PWD/.cache/editors/vscode-$CODE_SERVER
STAMP=$FOLDER/installed
PACKAGES=(build-essential chromium fonts-dejavu-core libkrb5-dev libsecret-1-dev libx11-dev
    libxkbfile-dev pkg-config python3 ripgrep)

command -v npm >/dev/null || { echo "install_vscode: Node 20 with npm is needed" >&2; exit 1; }

missing=()
for package in "${PACKAGES[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
        missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
    echo "installing ${missing[*]}"
    sudo=$([ "$(id -u)" = 0 ] || echo sudo)
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends \
        "${missing[@]}" > /dev/null
fi

[ -e "$STAMP" ] && exit 0
echo "installing code-server $CODE_SERVER into $FOLDER, once (about two minutes)"
rm -rf "$FOLDER"
mkdir -p "$FOLDER"
cd "$FOLDER"
echo '{"name": "beamcoder-editors", "private": true}' > package.json
quiet=(--no-audit --no-fund --loglevel=error)
npm install --ignore-scripts "${quiet[@]}" "code-server@$CODE_SERVER"
(
    cd node_modules/code-server/lib/vscode
    npm install --omit=dev --ignore-scripts "${quiet[@]}"
    (cd extensions && npm install --omit=dev --ignore-scripts "${quiet[@]}")
    mkdir -p node_modules/@vscode/ripgrep/bin
    cp "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
    # npm ends with an error after it has built what is needed; the start below is the judge.
    npm rebuild node-pty @vscode/spdlog @parcel/watcher native-watchdog kerberos \
        @vscode/sqlite3 "${quiet[@]}" > "$FOLDER/rebuild.log" 2>&1 || true
)
(
    cd node_modules/code-server/node_modules/argon2 2>/dev/null || cd node_modules/argon2
    npx --no-install node-pre-gyp install --fallback-to-build > "$FOLDER/argon2.log" 2>&1
)
node node_modules/code-server/out/node/entry.js --version
touch "$STAMP"
