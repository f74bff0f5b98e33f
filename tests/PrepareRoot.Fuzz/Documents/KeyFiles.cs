using FsCheck;

namespace PrepareRoot.Fuzz.Documents;

/// <summary>Key files.</summary>
internal static class KeyFiles
{
    private static readonly Gen<string> _newline = Make.Any("\n", "\n", "\n", "\r\n", "\n\n", "\n# comment é\n", " \n", "\f\n");
    private static readonly Gen<string> _blank = Make.Any("", "", "", " ", "\t", "  ");

    private static readonly Gen<string> _group = Make.OneOf(
        Make.Any("composefs", "root", "etc", "sysroot", "measure"),
        Make.Characters("ab .=#\\é😀", 1, 8));

    private static readonly Gen<string> _key = Make.OneOf(
        Make.Any("enabled", "keypath", "not-before", "pcr", "readonly", "transient", "transient-ro", "mount-points", "Encoding2"),
        Make.Join(Make.Any("a"), Make.Characters("ab -_.#é\\\"", 0, 6), Make.Any("b", "b[de]", "b[de_DE.UTF-8@x]")));

    private static readonly Gen<string> _value = Make.OneOf(
        Make.Any("true", "false", "1", "0", "yes", "maybe", "signed", "/etc/key", "/nix;/data", "2026-11-22T18:30:00Z", "12", "True", ""),
        Make.Characters("ab;=[]# \t\\snrté😀\"'\f\v", 0, 12));

    private static readonly Gen<string> _entry = Make.Join(_blank, _key, _blank, Make.Any("="), _blank, _value);

    /// <summary>Files that are well-formed, whatever their keys mean.</summary>
    internal static readonly Gen<string> Any = Make.Join(
        Make.Any("", "# comment\n", "\n"),
        Make.Several(Make.Join(_blank, Make.Any("["), _group, Make.Any("]"), _blank, Make.Any("\n", "\r\n", "\n\n"), Make.Several(Make.Join(_entry, _newline), 4)), 4),
        Make.Any("", "[a]", "[a]\nx=y", "[a]\nx=y\r"));

    /// <summary>Valid configurations.</summary>
    internal static readonly Gen<string> Configurations = Make.Join(
        Make.Any("# comment\n", "", "\r\n"),
        Make.Several(
            Make.Any(
                "[composefs]\nenabled = signed\nkeypath=/etc/key\nnot-before = 2026-11-22T18:30:00Z\n",
                "[composefs]\r\nenabled= maybe \r\n",
                "[sysroot]\nreadonly=true\n",
                "[etc]\ntransient=false\n",
                "[root]\ntransient-ro = 1\nmount-points = /nix;/data;/a\\;b;\n",
                "[measure]\npcr = 12\nk[de]=x\n",
                "[unknown]\nlist=a;b;\\;c;\ne=\\s\\t\\n\\\\\n"),
            6));
}
