/**
 * What a helper runs: only what reads. Every line of its output begins with what the helper itself wrote (a path, or a
 * word), because text that a container can choose, such as a program's name, may hold line ends.
 */

/**
 * For `sh -c SCRIPT helper PIDS RIGHTS PERL QUESTION…`. Files are printed as `PATH:LINE`, inodes as `INODE PATH`. A POSIX
 * shell, `grep`, `ls`, and what the sections in question need: `perl`, else `od` and `tr`; `nsenter`, `ip` and `sed`.
 */
export const helperScript = `LC_ALL=C; export LC_ALL
pids=$1 rights=$2 perl=$3 self=/proc/thread-self/net; shift 3
processes() {
  set --
  for pid in $pids; do
    parent=; read -r stat <"/proc/$pid/stat" && stat=\${stat##*) } && stat=\${stat#* } && parent=\${stat%% *}
    set -- "$@" "/proc/$pid/net/dev" "/proc/\${parent:-0}/net/dev"
  done
  ls -1i $self/dev "$@"
  set --
  for pid in $pids; do
    set -- "$@" "/proc/$pid/stat" "/proc/$pid/cgroup"
    for file in dev igmp dev_mcast if_inet6 route fib_trie dev_snmp6/*; do set -- "$@" /proc/$pid/net/$file; done
  done
  grep -asH "" $self/dev "$@"
}
exec 2>/dev/null
echo @first
processes
if command -v perl >/dev/null && (echo @netlink && exec perl -e "$perl" "$@"); then :; else
  echo @host
  set --
  for link in /sys/class/net/*; do
    [ -L "$link" ] || continue
    for file in ifindex iflink address mtu operstate flags type uevent device/uevent master/ifindex brport/port_no; do set -- "$@" "$link/$file"; done
  done
  grep -asH "" $self/dev $self/igmp $self/dev_mcast $self/if_inet6 $self/route $self/fib_trie "$@"
  echo @forwarding
  for table in /sys/class/net/*/brforward; do [ -r "$table" ] && echo "$(od -An -v -tx1 "$table" | tr -d " \\n") $table"; done
fi
if [ "$rights" = enter ]; then
  echo @inside
  for pid in $pids; do { nsenter -t "$pid" -n ip -o link || echo "failed: $?"; } 2>&1 | sed "s/^/$pid /"; done
fi
echo @again
processes
echo @end`;

/**
 * For `perl -e`: asks rtnetlink each question (a message in hex) in turn, and prints the datagrams of the answers in hex.
 * The whole is asked again, a few times, when a dump was interrupted by a change. Ends with another code than 0 if it cannot.
 */
export const helperPerl = `alarm 10; $SIG{ALRM} = sub { exit 3 };
socket(S, 16, 3, 0) or exit 4;
for my $try (1 .. 5) {
  my ($torn, @answers) = (0);
  for my $question (map { pack "H*", $_ } @ARGV) {
    my (undef, undef, $asked, $seq) = unpack "L S S L", $question;
    send(S, $question, 0) or exit 5;
    for (my $done = 0; !$done;) {
      defined recv(S, my $datagram, 65536, 0) or exit 6;
      push @answers, unpack "H*", $datagram;
      for (my $at = 0; $at + 16 <= length $datagram;) {
        my ($length, $type, $flags, $of) = unpack "L S S L", substr $datagram, $at;
        last if $length < 16;
        $torn = 1 if $flags & 16;
        $done = 1 if $of == $seq && ($type == 3 || $type == 2 || !($asked & 768));
        $at += ($length + 3) & ~3;
      }
    }
  }
  next if $torn;
  print "$_\\n" for @answers;
  exit 0;
}
exit 7;`;

/**
 * For `sh -c SCRIPT helper PIDS PERL QUESTION…`: asks rtnetlink in the network namespace of each process. Only numbers and
 * hex are printed, so no word of a container's is among them. Entering needs SYS_ADMIN and SYS_PTRACE, asking nothing more.
 */
export const wiresScript = `LC_ALL=C; export LC_ALL
pids=$1 perl=$2; shift 2
exec 2>/dev/null
for pid in $pids; do echo "@$pid"; nsenter -t "$pid" -n perl -e "$perl" "$@"; done
echo @end`;
