namespace Mesh.Sources.Files.Linux;

/// <summary>The reasons of failed system calls that are told apart.</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int AccessDenied = 13;
    public const int Exists = 17;
    public const int NotDirectory = 20;
    public const int IsDirectory = 21;
    public const int Range = 34;
    public const int NameTooLong = 36;
    public const int NoLoop = 40;
    public const int NoData = 61;
    public const int NotSupported = 95;
}
