# prepare-root: what a developer and a distribution call. "make help" lists it.

PREFIX ?= /usr
DESTDIR ?=
V ?=
lib = $(DESTDIR)$(PREFIX)/lib
share = $(DESTDIR)$(PREFIX)/share
man = $(share)/man
program = artifacts/bin$(other)/prepare-root
tool = artifacts/bin$(other)/prepare-rootctl
sources_of = $(shell find src/PrepareRoot $(1) src/Directory.Build.targets Directory.Build.props Directory.Packages.props -type f -not -path '*/obj/*' -not -path '*/bin/*')

# The architecture that is built for, by Debian's name. What is built for another one than this
# machine's is in directories of its own: artifacts/bin-arm64, artifacts/packages-arm64.
native := $(if $(filter aarch64,$(shell uname -m)),arm64,amd64)
ARCH ?= $(native)
ifneq ($(ARCH),$(native))
ifneq ($(ARCH),arm64)
$(error ARCH=$(ARCH): it is built for $(native) and for arm64)
endif
other = -$(ARCH)
sysroot = $(abspath artifacts/sysroot$(other))
for_other = -r linux-arm64 -p:ObjCopyName=aarch64-linux-gnu-objcopy
# The boot program has musl, the tool has glibc.
$(program): private for_other += -p:CppCompilerAndLinker=$(sysroot)/musl-gcc -p:LibSodium=$(sysroot)/usr/lib/aarch64-linux-gnu/libsodium.a
$(tool): private for_other += -p:CppCompilerAndLinker=aarch64-linux-gnu-gcc -p:SysRoot=$(sysroot)
get_libraries = @.ci/sysroot $(ARCH) $(sysroot)
endif

# The .trx files are what .ci/run adds up.
dotnet_test = dotnet test --nologo --no-build --results-directory artifacts/tests --logger "console;verbosity=minimal" \
	--logger "trx;LogFileName=$(@:test-%=%).trx"

all: $(program) $(tool)  ## build the boot binary and the administrator's tool: artifacts/bin/prepare-root, prepare-rootctl (ARCH=arm64: artifacts/bin-arm64)

$(program): $(call sources_of,src/PrepareRoot.Boot)
	$(get_libraries)
	dotnet publish src/PrepareRoot.Boot --nologo --verbosity quiet -c Release $(for_other) -o $(@D)
	@touch $@

# One after the other: both build the library.
$(tool): $(call sources_of,src/PrepareRoot.Ctl) | $(program)
	$(get_libraries)
	dotnet publish src/PrepareRoot.Ctl --nologo --verbosity quiet -c Release $(for_other) -o $(@D)
	@touch $@

dependencies:
	@.ci/dependencies

demo-dependencies:
	@echo "The first time it takes about three minutes, mostly to install packages and to build." >&2
	@.ci/dependencies --demo

demo: demo-dependencies all  ## boot a verified root in QEMU, for both backends (V=1 shows the consoles)
	dotnet run --project tests/Demo -c Release -- $(if $(V),--verbose)

test: test-unit test-mount test-boot  ## every test but those of the targets that take minutes for themselves

# All of them at once: each "dotnet test" would build what it needs anew.
tests-build: dependencies
	dotnet build PrepareRoot.sln --nologo --verbosity quiet

test-unit: test-library test-support test-fuzz  ## no root, no kernel: seconds

test-library: tests-build
	$(dotnet_test) tests/PrepareRoot.Tests

# What the tests themselves are made with.
test-support: tests-build
	$(dotnet_test) tests/PrepareRoot.Support.Tests

# A small share of "make fuzz".
test-fuzz: tests-build
	$(dotnet_test) tests/PrepareRoot.Fuzz

test-mount: tests-build all  ## real mounts in a private namespace, as root
	$(dotnet_test) tests/PrepareRoot.MountTests

# "make test" has a part of it. Each outcome is in artifacts/tests/every-call and artifacts/test-boot/first-process-calls-facts.log.
test-faults: tests-build all  ## every system call fails, and the program is killed at each, in every mode (an hour; WRITE_DOCS=1 prints docs/every-call.md)
	EVERY_CALL=all $(dotnet_test) tests/PrepareRoot.MountTests --filter FullyQualifiedName~EveryCall
	EVERY_CALL=all SLOW=1 dotnet test --nologo --no-build tests/PrepareRoot.BootTests --filter FullyQualifiedName~FirstProcessCall

test-boot: tests-build all  ## whole machines in QEMU
	$(dotnet_test) tests/PrepareRoot.BootTests

# Not a part of "make test", which prints that they were skipped.
test-slow: tests-build all  ## machines that "make test" has no time for: recovery from the firmware on, measured systems, an older kernel, podman, kdump, grub, SELinux
	SLOW=1 $(dotnet_test) tests/PrepareRoot.BootTests --filter Needs=Asked

# "make test" does it with busybox in place of Debian.
test-seal: tests-build all  ## seal Debian twice with Secure Boot's signature, boot, remove, gc, boot (minutes)
	SEAL_TREE=debian $(dotnet_test) tests/PrepareRoot.BootTests --filter FullyQualifiedName~SealedMachineTests

# The same tests as on this machine's architecture, those without systemd or libostree's program.
tests_on_arm64 = Composefs Naming Tampering Refusal Loop Hotfix FreeSpace SignedCommit SignedDigest Prediction PlannedMount Pid1Boot RunningSystem
test-arm64: tests-build all  ## boot both backends on Debian's kernels for arm64, emulated (minutes, as root)
	@.ci/dependencies qemu-system-arm
	$(MAKE) ARCH=arm64 all
	GUEST_ARCH=arm64 $(dotnet_test) tests/PrepareRoot.BootTests --filter "FullyQualifiedName~.OstreeTests $(foreach class,$(tests_on_arm64),| FullyQualifiedName~.$(class)Tests)"

# "make test-slow" boots each twice.
soak: tests-build all  ## the same boots again and again: none differs (SOAK_MINUTES=20)
	SLOW=1 SOAK_MINUTES=$(or $(SOAK_MINUTES),20) $(dotnet_test) tests/PrepareRoot.BootTests --filter FullyQualifiedName~SoakTests

bench: dependencies all  ## size, time, instructions and memory beside libostree's program and the floor (WRITE_DOCS=1 prints docs/performance.md, as with bench-guest, bench-boot and bench-growth)
	dotnet run --project tests/Benchmarks -c Release

bench-guest: dependencies all  ## instructions of a whole mount with fs-verity, in machines that count them
	dotnet run --project tests/Benchmarks -c Release -- guest

# cpio is needed here alone, so it is not in .ci/dependencies' list.
bench-boot: dependencies all  ## what dracut's module adds to an initramfs and to a boot, beside libostree's (minutes)
	@.ci/dependencies cpio
	dotnet run --project tests/Benchmarks -c Release -- boot

bench-check: dependencies all  ## plan and check of 100,000 files beside ostree fsck, composefs-info and fsverity (minutes)
	dotnet run --project tests/Benchmarks -c Release -- check

bench-growth: dependencies all  ## a mount with more deployments, objects, files and mounts (minutes)
	dotnet run --project tests/Benchmarks -c Release -- growth

bench-seal: dependencies all  ## seal of 60,000 files beside mkcomposefs (minutes)
	dotnet run --project tests/Benchmarks -c Release -- seal

docs: dependencies all  ## print the pages that are printed from code and from what kernels did: docs/faults.md, docs/policy.md, docs/kernels.md
	WRITE_DOCS=1 dotnet test --nologo tests/PrepareRoot.Tests --filter "FullyQualifiedName~The_documentation_is|FullyQualifiedName~The_completions_are"
	WRITE_DOCS=1 dotnet test --nologo tests/PrepareRoot.BootTests --filter The_documentation_is

screens: dependencies all  ## record the screens of the README, docs/screens/*.svg, as root
	WRITE_DOCS=1 dotnet test --nologo tests/PrepareRoot.MountTests --filter FullyQualifiedName~The_screens_are

docs-compatibility: dependencies all  ## print docs/compatibility.md, once both programs ran as its table says (minutes)
	WRITE_DOCS=1 dotnet test --nologo tests/PrepareRoot.BootTests --filter CompatibilityTests.The_documentation_is

# What packages are made and checked with is needed here alone, so it is not in .ci/dependencies' list.
test-packages: dependencies all  ## build both kinds of packages twice, install, upgrade and remove them in Debian trees, run the recipes (minutes, as root)
	@.ci/dependencies debhelper lintian rpm rpmlint
	$(MAKE) deb rpm tests-build
	$(dotnet_test) tests/PrepareRoot.PackageTests

# AFL++ is needed here alone, so it is not in .ci/dependencies' list.
fuzz: dependencies  ## random input to every parser (FUZZ_INPUTS=1000000 by structure, FUZZ_SECONDS=60 by coverage, FUZZ_TARGETS=, FUZZ_SEED=)
	@.ci/dependencies afl++
	dotnet run --project tests/PrepareRoot.Fuzz -c Release -- structure $(FUZZ_TARGETS)
	dotnet run --project tests/PrepareRoot.Fuzz -c Release -- coverage $(FUZZ_TARGETS)

# The paths in the unit, in what the initramfs generators run and in the manual page follow PREFIX. The generators and libostree read /usr only.
install: all  ## put it where a distribution would: DESTDIR= PREFIX=/usr
	install -D -m 0755 $(program) $(lib)/prepare-root/prepare-root
	install -d $(lib)/ostree
	ln -sf ../prepare-root/prepare-root $(lib)/ostree/ostree-prepare-root
	install -D -m 0755 $(tool) $(DESTDIR)$(PREFIX)/bin/prepare-rootctl
	install -D -m 0644 -t $(man)/man5 docs/man/*.5
	install -D -m 0644 -t $(man)/man8 docs/man/*.8
	install -D -m 0644 config/prepare-root.conf $(lib)/ostree/prepare-root.conf
	install -D -m 0644 -t $(lib)/systemd/system config/prepare-root.service config/prepare-root-record.service config/prepare-root-soft-reboot.service config/prepare-root-label.service
	install -d $(lib)/systemd/system/sysinit.target.wants
	ln -sf ../prepare-root-record.service $(lib)/systemd/system/sysinit.target.wants/prepare-root-record.service
	install -D -m 0644 config/90-prepare-root.preset $(lib)/systemd/system-preset/90-prepare-root.preset
	ln -sf ../prepare-root-label.service $(lib)/systemd/system/sysinit.target.wants/prepare-root-label.service
	install -D -m 0644 config/prepare-root.catalog $(lib)/systemd/catalog/prepare-root.catalog
	install -D -m 0644 config/completions/prepare-rootctl.bash $(share)/bash-completion/completions/prepare-rootctl
	install -D -m 0644 config/completions/_prepare-rootctl $(share)/zsh/site-functions/_prepare-rootctl
	install -D -m 0644 config/completions/prepare-rootctl.fish $(share)/fish/vendor_completions.d/prepare-rootctl.fish
	install -D -m 0644 config/initramfs/build.sh $(lib)/prepare-root/initramfs-build.sh
	install -D -m 0755 config/initramfs/boot.sh $(lib)/prepare-root/initramfs-boot.sh
	install -D -m 0755 config/initramfs/died.sh $(lib)/prepare-root/initramfs-died.sh
	install -D -m 0755 config/initramfs/refused.sh $(lib)/prepare-root/initramfs-refused.sh
	install -D -m 0755 -t $(lib)/dracut/modules.d/50prepare-root dracut/50prepare-root/*.sh
	install -D -m 0644 dracut/prepare-root.conf $(lib)/dracut/dracut.conf.d/50-prepare-root.conf
	install -D -m 0755 config/initramfs-tools/hook $(share)/initramfs-tools/hooks/prepare-root
	install -D -m 0755 config/initramfs-tools/init-bottom $(share)/initramfs-tools/scripts/init-bottom/prepare-root
	install -D -m 0644 config/mkinitcpio/install $(lib)/initcpio/install/prepare-root
	install -D -m 0644 config/mkinitcpio/hook $(lib)/initcpio/hooks/prepare-root
	sed -i -e 's,/usr/lib/prepare-root/,$(PREFIX)/lib/prepare-root/,' -e 's,/usr/bin/prepare-rootctl,$(PREFIX)/bin/prepare-rootctl,' \
		$(lib)/systemd/system/prepare-root.service $(lib)/systemd/system/prepare-root-record.service $(lib)/systemd/system/prepare-root-soft-reboot.service $(lib)/prepare-root/*.sh \
		$(lib)/dracut/modules.d/50prepare-root/*.sh $(share)/initramfs-tools/hooks/prepare-root \
		$(share)/initramfs-tools/scripts/init-bottom/prepare-root $(lib)/initcpio/*/prepare-root
	sed -i -e 's,^\.B /usr/lib/,.B $(PREFIX)/lib/,' -e 's,^\(\.IR*\) /usr/lib/prepare,\1 $(PREFIX)/lib/prepare,' $(man)/man8/prepare-root.8 $(man)/man8/prepare-root.service.8

# Packages are built in a copy: dpkg wants "debian" at the top. With what is built already, and its
# times, so that make has nothing to do in it. The sources alone are built too.
packages = artifacts/packages$(other)
version = $(shell sed -n 's,.*<Version>\(.*\)</Version>.*,\1,p' Directory.Build.props)
package_tree = $(packages)/prepare-root-$(version)
define copy_for_package
	rm -rf $(package_tree)
	mkdir -p $(package_tree)/artifacts
	tar --create --exclude-vcs --exclude=./artifacts --exclude=./tests --exclude=bin --exclude=obj . | tar --extract --directory=$(package_tree)
	cp --archive artifacts/bin$(other) $(package_tree)/artifacts
	$(if $(other),install -D $(sysroot)/built-using $(package_tree)/artifacts/sysroot$(other)/built-using)
endef

deb: all  ## build packages for Debian: artifacts/packages/*.deb (ARCH=arm64: artifacts/packages-arm64)
	rm -f $(packages)/*.deb $(packages)/*.changes $(packages)/*.buildinfo
	$(copy_for_package)
	cp --archive config/packaging/debian $(package_tree)
	cd $(package_tree) && dpkg-buildpackage --build=binary --no-sign --no-pre-clean --build-profiles=pkg.prepare-root.own-sdk \
		$(if $(other),--host-arch=$(ARCH) --no-check-builddeps)
	rm -rf $(package_tree)

# --nodeps: the requirements of the build have Fedora's names.
rpm: all  ## build packages for rpm: artifacts/packages/*.rpm (ARCH=arm64: artifacts/packages-arm64)
	rm -f $(packages)/*.rpm
	$(copy_for_package)
	tar --create --gzip --file=$(packages)/prepare-root-$(version).tar.gz --directory=$(packages) prepare-root-$(version)
	rpmbuild -bb --nodeps --quiet $(if $(other),--target aarch64) --define '_topdir $(abspath $(packages))/rpmbuild' --define '_sourcedir $(abspath $(packages))' \
		--define '_rpmdir $(abspath $(packages))' --define '_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' \
		--define '_buildhost localhost' config/packaging/prepare-root.spec
	rm -rf $(package_tree) $(packages)/rpmbuild $(packages)/prepare-root-$(version).tar.gz

clean:  ## remove what was built (what is cached outside the checkout stays)
	rm -rf artifacts
	find src tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

.PHONY: all dependencies demo-dependencies tests-build docs docs-compatibility demo test test-unit test-library test-support test-fuzz test-mount test-faults test-boot test-slow test-arm64 soak bench bench-guest bench-boot bench-check screens fuzz install deb rpm test-packages test-seal bench-seal bench-growth clean help
