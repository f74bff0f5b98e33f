using System;
using System.IO;
using System.Linq;

namespace PrepareRoot.Support;

/// <summary>
/// A small disk with one deployment of a busybox system, made by ostree itself with composefs. The
/// program is in the system, where <c>make install</c> puts it; the system's init is a script that
/// reports what it finds, and then runs <c>/run/init.sh</c> if an initramfs left it there.
/// </summary>
/// <param name="Image">The disk; must not be modified.</param>
/// <param name="Argument">The <c>ostree=</c> word of its boot loader entry.</param>
public sealed record BusyboxDisk(string Image, string Argument)
{
    private const string FillTree = """
        tree=$1 checkout=$2 architecture=$3
        make --silent -C "$checkout" install ARCH="$architecture" DESTDIR="$tree"
        sed -i 's/^enabled = yes$/enabled = verity/' "$tree/usr/lib/ostree/prepare-root.conf"
        rm "$tree/usr/bin/prepare-rootctl"
        cd "$tree"
        mkdir -p boot usr/etc usr/lib/modules/1
        ln -s sysroot/ostree .
        echo busybox > usr/etc/hostname
        echo 'none of this is booted' > usr/lib/modules/1/vmlinuz
        """;

    // ostree, and what it needs to run in a tree of its own.
    private static readonly string[] _tools = ["ostree", "base-files", "coreutils", "dash"];

    // Run in the tools' tree.
    private const string Deploy = """
        ostree admin init-fs --epoch=1 /media/root
        repo=/media/root/ostree/repo
        ostree --repo=$repo config set ex-integrity.composefs true
        ostree --repo=$repo config set sysroot.bootloader none
        ostree admin os-init --sysroot=/media/root demo
        ostree --repo=$repo commit --branch=demo --generate-composefs-metadata --no-xattrs /media/tree
        ostree admin deploy --sysroot=/media/root --os=demo demo
        """;

    /// <summary>The link to the deployment, as the command line names it.</summary>
    public string Link => Argument["ostree=".Length..];

    /// <summary>The disk whose init reports what it finds, cached by what is installed on it.</summary>
    public static BusyboxDisk Get()
    {
        using var reader = new StreamReader(typeof(BusyboxDisk).Assembly.GetManifestResourceStream("busybox-init.sh")!);
        return WithInit(reader.ReadToEnd());
    }

    /// <summary>The disk with another init.</summary>
    /// <param name="init">The script, with <c>#!/bin/sh</c>.</param>
    public static BusyboxDisk WithInit(string init)
    {
        string[] installed = [.. Directory.GetFiles(Checkout.File("config")), Checkout.File("Makefile"), GuestArchitecture.OfTests.BootBinary];
        var path = Cache.Get(
            "disk-busybox", [.. BusyboxTree.Key, .. _tools, FillTree, Deploy, init, .. installed.Select(Cache.Hash)], path => Make(path, init));
        return new BusyboxDisk(Path.Combine(path, "image"), File.ReadAllText(Path.Combine(path, "argument")));
    }

    private static string Tools() => Cache.Get("tools-ostree", _tools, path =>
    {
        DebianTree.Extract(OsRecipe.Forky.Suite, path, _tools);
        Directory.CreateDirectory(Path.Combine(path, "media"));
    });

    private static void Make(string path, string init)
    {
        var (root, tree, image) = (Path.Combine(path, "root"), Path.Combine(path, "tree"), Path.Combine(path, "image"));
        Directory.CreateDirectory(root);
        Directory.CreateDirectory(tree);
        BusyboxTree.Fill(tree, init);
        Command.Run("sh", "-euc", FillTree, "sh", tree, Checkout.File("."), GuestArchitecture.OfTests.Name);
        Chroot.Run(Tools(), Deploy, (path, "/media"));
        File.WriteAllText(
            Path.Combine(path, "argument"),
            File.ReadAllText(Directory.GetFiles(Path.Combine(root, "boot/loader/entries")).Single())
                .Split([' ', '\n']).Single(word => word.StartsWith("ostree=", StringComparison.Ordinal)));
        Disk.MakeExt4(root, image, "busybox", free: 32);
        Cache.Remove(root);
        Cache.Remove(tree);
        Verity.Enable(image, Kernel.Of(OsRecipe.Forky.Suite, GuestArchitecture.Native), "ostree/repo/objects", "ostree/deploy/*/deploy/*/.ostree.cfs");
    }
}
