using System;

namespace PrepareRoot.Ctl;

internal static class Program
{
    private static int Main(string[] words) => CommandLine.Run(words, Console.Out, Console.Error);
}
