#!/bin/sh
# Makes ./configure out of configure.ac.
cd "$(dirname "$0")" && exec autoreconf --force --install
