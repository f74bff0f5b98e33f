using System;

namespace PrepareRoot.Ctl;

/// <summary>Why a command can't do what it is asked for, in words for whoever asked. It ends the command.</summary>
internal sealed class FailureException(string message) : Exception(message);
