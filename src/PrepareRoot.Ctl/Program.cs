namespace PrepareRoot.Ctl;

internal static class Program
{
    private static int Main(string[] arguments) => CommandLine.Run(arguments, StandardStream.Output, StandardStream.Error);
}
