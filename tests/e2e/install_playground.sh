#!/usr/bin/env bash
# Installs what tests/e2e/playground needs: Debian's Chromium, and what the page is built with.
# Needs Debian's apt, and Node 20 with npm. A second call does nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

command -v npm >/dev/null || { echo "install_playground: Node 20 with npm is needed" >&2; exit 1; }
if ! command -v chromium >/dev/null; then
    sudo=$([ "$(id -u)" = 0 ] || echo sudo)
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends \
        chromium fonts-dejavu-core
fi
[ -d editor-clients/playground/node_modules ] ||
    (cd editor-clients/playground && npm ci --no-audit --no-fund)
