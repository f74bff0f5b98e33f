using System;
using System.Globalization;

namespace PrepareRoot.Fuzz;

/// <summary>Runs campaigns one after the other and prints a line for each.</summary>
internal static class Structure
{
    /// <summary>Returns the exit status: 1 if any parser has a finding.</summary>
    internal static int Run(Target[] targets)
    {
        var (inputs, seed, status) = (Setting.Inputs, Setting.Seed, 0);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"by structure, first seed {seed}\ntarget\tinputs\tvalues\tseconds\tinputs/s"));
        foreach (var target in targets)
        {
            try
            {
                var result = Campaign.Run(target, seed, inputs);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.Target}\t{result.Inputs}\t{result.Values}\t{result.Elapsed.TotalSeconds:0}\t{result.Inputs / result.Elapsed.TotalSeconds:0}"));
            }
            catch (FindingException finding)
            {
                Console.WriteLine("FOUND " + finding.Message);
                status = 1;
            }
        }
        return status;
    }
}
