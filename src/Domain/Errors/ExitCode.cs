namespace Mesh.Domain.Errors;

/// <summary>
/// The exit codes of every <c>mesh</c> command. They follow restic's where restic has one, so that scripts
/// written for it keep working (restic manual, "Scripting").
/// </summary>
public static class ExitCode
{
    /// <summary>Done, and verified where the command verifies.</summary>
    public const int Ok = 0;

    /// <summary>Failed; the message says why. Nothing half-done is reported as done.</summary>
    public const int Failed = 1;

    /// <summary>Bad arguments or bad input; nothing was changed.</summary>
    public const int BadInput = 2;

    /// <summary>Done, but some of the source could not be read; the message names it.</summary>
    public const int Incomplete = 3;

    /// <summary>There is no repository at the location.</summary>
    public const int NoRepository = 10;

    /// <summary>The repository is locked by somebody else.</summary>
    public const int Locked = 11;

    /// <summary>No key of the repository opens with the password.</summary>
    public const int WrongPassword = 12;

    /// <summary>Ended by a signal before it was done.</summary>
    public const int Interrupted = 130;
}
