using System;
using System.Linq;
using PrepareRoot.Fuzz.Targets;

namespace PrepareRoot.Fuzz;

/// <summary>
/// The program of <c>make fuzz</c>. The first argument says how to make input, the others name the
/// parsers; all if there are none.
/// </summary>
public static class Program
{
    public static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["structure", .. var names]:
                return Structure.Run(Targets(names));
            case ["coverage", .. var names]:
                return Coverage.Run(Targets(names));
            case [Coverage.Child, var name]:
                Coverage.RunChild(name);
                return 0;
            default:
                Console.Error.WriteLine("usage: structure|coverage [TARGET]…");
                return 2;
        }
    }

    private static Target[] Targets(string[] names) => names.Length > 0 ? [.. names.Select(AllTargets.Named)] : AllTargets.All;
}
