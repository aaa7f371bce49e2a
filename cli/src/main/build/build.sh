# Builds the distribution with Maven, showing one line of progress. To be sourced by the launcher in the
# root of the repository, with $veery_root and $veery_dist set.

# veery_wait PID LOG: until the process ends; on a terminal, says which module is being built.
veery_wait() {
  veery_seconds=0
  while kill -0 "$1" 2>/dev/null; do
    if [ -t 2 ]; then
      veery_module=$(sed -n 's/.*Building Veery \([a-z]*\) .*\[\([0-9]*\/[0-9]*\)\].*/\2 \1/p' "$2" 2>/dev/null | tail -n 1)
      printf '\r\033[K%s · %s · %s s' "$veery_what" "${veery_module:-reading poms}" "$veery_seconds" >&2
    fi
    sleep 1
    veery_seconds=$((veery_seconds + 1))
  done
  [ ! -t 2 ] || printf '\r\033[K' >&2
  wait "$1"
}

veery_build() {
  . "$veery_root/cli/src/main/dist/lib/jdk.sh"
  if ! jdk_find; then
    printf '%s\n' "$jdk_missing" >&2
    return 1
  fi
  if ! command -v mvn >/dev/null 2>&1; then
    printf '%s\n' "Veery is built with Maven 3.8 or newer, and there is no mvn on the PATH: install it and try again" >&2
    return 1
  fi

  # One build at a time; a second caller waits for the first and uses what it made.
  veery_lock=$veery_root/.veery/build.lock
  mkdir -p "$veery_root/.veery"
  while ! mkdir "$veery_lock" 2>/dev/null; do
    veery_owner=$(cat "$veery_lock/pid" 2>/dev/null)
    if [ -n "$veery_owner" ] && ! kill -0 "$veery_owner" 2>/dev/null; then
      rm -rf "$veery_lock"
      continue
    fi
    sleep 1
  done
  printf '%s\n' "$$" >"$veery_lock/pid"
  trap 'rm -rf "$veery_lock"' EXIT
  if veery_is_built; then
    rm -rf "$veery_lock"
    trap - EXIT
    return 0
  fi

  if [ -d "$veery_dist" ]; then
    veery_what="building Veery (sources have changed)"
  else
    veery_what="building Veery (first use, one to three minutes)"
  fi
  [ -t 2 ] || printf '%s\n' "$veery_what" >&2
  veery_log=$veery_root/.veery/build.log
  : >"$veery_root/.veery/build.started"
  # Jars of an earlier version, and a cache made from them, must not stay beside the new ones.
  rm -rf "$veery_dist"
  veery_begun=$(date +%s)
  trap 'kill "$veery_maven" 2>/dev/null; rm -rf "$veery_lock"; exit 130' INT TERM
  (
    cd "$veery_root" || exit 1
    JAVA_HOME=$jdk_home exec mvn -B -pl cli -am -Dmaven.test.skip=true -Djacoco.skip=true \
      -Dspotless.check.skip=true -Dstyle.color=never package
  ) >"$veery_log" 2>&1 </dev/null &
  veery_maven=$!
  if ! veery_wait "$veery_maven" "$veery_log"; then
    printf '%s\n' "the build failed; its last errors (all of it is in $veery_log):" >&2
    if grep -q '^\[ERROR\]' "$veery_log"; then
      grep '^\[ERROR\]' "$veery_log" | grep -v -e 'Re-run Maven' -e '\[Help 1\]' -e 'For more information' -e '^\[ERROR\] *$' |
        head -n 20 >&2
    else
      tail -n 20 "$veery_log" >&2
    fi
    return 1
  fi
  mv -f "$veery_root/.veery/build.started" "$veery_dist/built"
  printf '%s\n' "built Veery in $(($(date +%s) - veery_begun)) s" >&2
  rm -rf "$veery_lock"
  trap - EXIT INT TERM
}
