namespace PrepareRoot.Ctl;

internal static class Program
{
    private static int Main(string[] words) => CommandLine.Run(words, StandardStream.Output, StandardStream.Error);
}
