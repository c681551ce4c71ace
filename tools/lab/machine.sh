# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The table of machines, tools/lab/machines, and the QEMU that each wants.

MACHINES=$ROOT/tools/lab/machines

# machine_table: the table's lines as MACHINE, key and value, with tabs between. A
# line that cannot be understood, and a machine that lacks a key, ends the program.
machine_table() {
	awk '
	function bad(what) {
		print FILENAME ":" FNR ": expected " what >"/dev/stderr"
		status = 4
		exit status
	}
	# Keys are words of one machine; which values they take, and whether they must be there.
	function complete(  key) {
		if (name == "") return
		for (key in must) if (!((name, key) in seen)) bad("a line \"" key " ...\" of machine " name)
		if (of[name, "results"] == "virtio" || of[name, "serial"] ~ /(^| )results( |$)/) return
		bad("\"results\" among the serial ports of machine " name)
	}
	BEGIN {
		split("about kernel qemu options cpus memory time console serial results disk", list, " ")
		for (i in list) { must[list[i]]; pattern[list[i]] = "." }
		pattern["kernel"] = "^(arm|arm64|x86_64)(-[a-z0-9]+)?$"
		pattern["cpus"] = pattern["memory"] = "^[1-9][0-9]*$"
		pattern["time"] = "^(icount|host)$"
		pattern["console"] = pattern["dtb"] = "^[A-Za-z0-9-]+$"
		pattern["results"] = "^(virtio|tty[A-Za-z0-9]+)$"
		pattern["serial"] = "^((console|results|null) )*(console|results)$"
		pattern["disk"] = "^(virtio-blk-[a-z]+|sd-card [0-9] [0-9]|drive [a-z]+=[a-z0-9=,]+ [a-z]+=[a-z0-9=,]+)$"
		pattern["debs"] = "^[a-z][a-z0-9.-]*( [a-z0-9.+-]+)+$"
	}
	/^[ \t]*(#|$)/ { next }
	$1 == "machine" {
		complete()
		if (NF != 2 || $2 !~ /^[a-z0-9_-]+$/) bad("\"machine NAME\"")
		name = $2
		if (name in names) bad("another name than " name ", which is there already")
		names[name]
		next
	}
	{
		key = $1
		value = $0
		sub(/^[^ \t]+[ \t]+/, "", value)
		sub(/[ \t]+$/, "", value)
		if (name == "") bad("\"machine NAME\" before anything else")
		if (!(key in pattern)) bad("a key that the head of the file names, not " key)
		if ((name, key) in seen) bad("one line \"" key "\" of machine " name)
		if (NF < 2 || value !~ pattern[key]) bad(key " as the head of the file says, not \"" value "\"")
		seen[name, key]
		of[name, key] = value
		print name "\t" key "\t" value
	}
	END {
		if (!status) complete()
		exit status
	}' "$MACHINES"
}

# machine_names: those that there are.
machine_names() { machine_table | awk -F '\t' '!seen[$1]++ { print $1 }' | xargs; }

# machine_list: each with what it is and what it boots.
machine_list() {
	local name names
	names=$(machine_names)
	for name in $names; do
		machine_load "$name"
		printf '%-14s %s, %s CPUs, %s MiB, kernel %s\n' "$name" "${machine[about]}" \
			"${machine[cpus]}" "${machine[memory]}" "${machine[kernel]}"
	done
}

# machine_named WORD: the machine of that name, or the first that boots the kernel
# of that name.
machine_named() {
	local table
	table=$(machine_table) || exit
	awk -F '\t' -v word="$1" '
		$1 == word { named = 1 }
		$2 == "kernel" && $3 == word && first == "" { first = $1 }
		END { print named ? word : first }' <<<"$table" | grep . ||
		die "$EXIT_USAGE" "no machine '$1'; there are: $(machine_names)"
}

# machine_load WORD: out: MACHINE, its name; machine, what the table says of it.
machine_load() {
	local key value table
	MACHINE=$(machine_named "$1")
	table=$(machine_table)
	declare -gA machine=()
	while IFS=$'\t' read -r key value; do
		machine[$key]=$value
	done < <(awk -F '\t' -v OFS='\t' -v name="$MACHINE" '$1 == name { print $2, $3 }' <<<"$table")
}

# qemu_dir: where the QEMU of the machine loaded is unpacked; nothing if it is the
# system's own.
qemu_dir() {
	[[ -z ${machine[debs]:-} ]] || printf '%s/qemu/%s\n' "$BUILD" "${machine[debs]%% *}"
}

# qemu_fetch: see to it that the QEMU of the machine loaded is there.
qemu_fetch() {
	local arch dir suite package wanted
	local -a packages debs=()
	dir=$(qemu_dir)
	[[ -n $dir ]] || return 0
	read -r suite wanted <<<"${machine[debs]}"
	read -ra packages <<<"$wanted"
	arch=$(dpkg --print-architecture)
	for package in "${packages[@]}"; do
		fetch_deb "$arch" "$suite" "$package" ||
			die "$EXIT_BAD" "machine $MACHINE: no package $package of $suite"
		debs+=("$DEB")
	done
	[[ $(cat "$dir/.debs" 2>/dev/null) != "${debs[*]}" ]] || return 0
	rm -rf "$dir.new"
	mkdir -p "$dir.new"
	for package in "${debs[@]}"; do dpkg -x "$package" "$dir.new"; done
	wanted=$(ldd "$dir.new/usr/bin/${machine[qemu]}" | grep 'not found') &&
		die "$EXIT_BAD" "$dir.new/usr/bin/${machine[qemu]} lacks libraries:" "$wanted"
	echo "${debs[*]}" >"$dir.new/.debs"
	rm -rf "$dir"
	mv "$dir.new" "$dir"
}

# qemu_command WORD: out: QEMU, the command with the machine's options; QEMU_VERSION,
# what the program says of itself; MACHINE and machine, see machine_load.
qemu_command() {
	local dir program
	local -a options
	machine_load "$1"
	dir=$(qemu_dir)
	program=${machine[qemu]}
	read -ra options <<<"${machine[options]}"
	if [[ -n $dir ]]; then
		program=$dir/usr/bin/$program
		[[ -x $program ]] || die "$EXIT_BAD" "no $program: lab qemu $MACHINE"
		QEMU=(env "QEMU_MODULE_DIR=$(echo "$dir"/usr/lib/*/qemu)" "$program"
			-L "$dir/usr/share/qemu")
	else
		QEMU=("$program")
	fi
	# shellcheck disable=SC2034 # for the caller
	QEMU_VERSION=$("$program" --version | head -n 1)
	QEMU+=("${options[@]}" -smp "${machine[cpus]}" -m "${machine[memory]}")
	# icount: time in the guest goes by its instructions, so that it is the
	# same for the same kernel and job, whatever else the host does.
	[[ ${machine[time]} != icount ]] || QEMU+=(-icount 'shift=0,sleep=off')
	QEMU_CARDS=0
	QEMU+=(-no-reboot -nic none -display none -monitor none)
}

# qemu_ports DIR: add to QEMU the console and the port for the results, which go
# into DIR/console.log and DIR/results.
qemu_ports() {
	local port
	for port in ${machine[serial]}; do
		case $port in
		console) QEMU+=(-serial "file:$1/console.log") ;;
		results) QEMU+=(-serial "file:$1/results") ;;
		null) QEMU+=(-serial null) ;;
		esac
	done
	[[ ${machine[results]} != virtio ]] || QEMU+=(
		-chardev "file,id=results,path=$1/results"
		-device "virtserialport,chardev=results,name=lab.results"
	)
}

# qemu_card CONTROLLER ID DRIVE: add to QEMU a card with that drive. A card goes to
# the first controller that has none, so those before get one with nothing on it.
qemu_card() {
	local drive id
	while ((QEMU_CARDS <= $1)); do
		id=empty$QEMU_CARDS drive=driver=null-co,size=1M,read-zeroes=on
		((QEMU_CARDS < $1)) || id=$2 drive=$3
		QEMU+=(-drive "if=none,id=$id,$drive" -device "sd-card,drive=$id")
		QEMU_CARDS=$((QEMU_CARDS + 1))
	done
}

# qemu_disk KIND IMAGE: add to QEMU a disk, or a swap, with that image.
qemu_disk() {
	local kind=$1 device disk swap at
	local drive="format=raw,cache=unsafe,file=$2"
	read -r device disk swap <<<"${machine[disk]}"
	[[ $kind == disk ]] && at=$disk || at=$swap
	case $device in
	drive) QEMU+=(-drive "if=sd,$at,$drive") ;;
	sd-card) qemu_card "$at" "$kind" "$drive" ;;
	*)
		QEMU+=(-drive "if=none,id=$kind,$drive"
			-device "$device,drive=$kind,serial=lab.$kind")
		;;
	esac
}
