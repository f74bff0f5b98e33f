namespace PrepareRoot.Support;

/// <summary>
/// Texts and the kernel arguments that they are split into. The first ones are usual, the others
/// random. Quotes are balanced, so the texts can be joined.
/// </summary>
public static class CommandLineSplits
{
    /// <summary>A text, and each argument as the kernel passes it to PID 1.</summary>
    public static readonly (string Text, string[] Arguments)[] All =
    [
        ("ostree=/ostree/boot.1/os/0", ["ostree=/ostree/boot.1/os/0"]),
        ("\"composefs=?ab cd\"", ["composefs=?ab cd"]),
        ("composefs=\"?ab cd\"", ["composefs=?ab cd"]),
        ("composefs.digest=v1-sha256-12:ab composefs=", ["composefs.digest=v1-sha256-12:ab", "composefs="]),
        ("root=\"LABEL=a b\"\tro", ["root=LABEL=a b", "ro"]),
        ("b,?\t=\"a\":-\"/\"", ["b,?", "=\"a\":-\"/\""]),
        ("\"\":\"\"", ["\":\""]),
        ("\tb\".\t_:.,\"", ["b\".\t_:.,\""]),
        ("?\t_:b:_=\"b\"", ["?", "_:b:_=b"]),
        ("\"=ab \":\t", ["=ab \":"]),
        (":_=\"a:\"", [":_=a:"]),
        ("b?\"aa:\"?", ["b?\"aa:\"?"]),
        ("_\":.=a\",.-/", ["_\":.=a\",.-/"]),
        (".-b\"?.\"bb:/-", [".-b\"?.\"bb:/-"]),
        ("\"\"_ a_", ["\"_", "a_"]),
        ("\"a==a,_\t/_, \"=", ["a==a,_\t/_, \"="]),
        ("\"-,\"", ["-,"]),
        ("\t-=b,/==\"\t=\":_", ["-=b,/==\"\t=\":_"]),
        ("\",ba=?:/_ \",", [",ba=?:/_ \","]),
        ("\"=,\"=a", ["=,\"=a"]),
        (".\t,a=-?\"=\"b/", [".", ",a=-?\"=\"b/"]),
        ("\t\"\",", ["\","]),
        (".\t_\"/?-\"?", [".", "_\"/?-\"?"]),
        ("_-aa\" ==_= ,.\"", ["_-aa\" ==_= ,.\""]),
        (",,?\"\"\tbb\":\"", [",,?\"\"", "bb\":\""]),
        ("b\":?\"-b=b", ["b\":?\"-b=b"]),
        (",=?\" /a=?=\"/ b", [",=?\" /a=?=\"/", "b"]),
        ("\":?/b=?a\"./", [":?/b=?a\"./"]),
        ("\"/\t?\",,\"--\",", ["/\t?\",,\"--\","]),
        (",/b\t\",\t\".", [",/b", ",\t\"."]),
        ("./_:\"b..-\"\"-\"a", ["./_:\"b..-\"\"-\"a"]),
        ("==.=ba_\"/ ?\"-", ["==.=ba_\"/ ?\"-"]),
        (" b_a\":\"", ["b_a\":\""]),
        ("\",\"a\t.", [",\"a", "."]),
        ("_-a=a:a\"=,\"b-", ["_-a=a:a\"=,\"b-"]),
        ("\tb\"\t/ :=,\"\t==", ["b\"\t/ :=,\"", "=="]),
        ("\",-\"", [",-"]),
        ("\"_ ?\"/_-", ["_ ?\"/_-"]),
        (" ==abb-._=?\"a\"", ["==abb-._=?\"a\""]),
        ("?\":_:\"b\ta", ["?\":_:\"b", "a"]),
        (" \":\"a", [":\"a"]),
        ("b=\"_ _?\tb\"", ["b=_ _?\tb"]),
        ("==-b\"ab/\"==/:", ["==-b\"ab/\"==/:"]),
        ("=,\t\t=\"/?,=.\"", ["=,", "=\"/?,=.\""]),
        ("\"\"-\"?/\"/\t_-=", ["\"-\"?/\"/", "_-="]),
    ];
}
