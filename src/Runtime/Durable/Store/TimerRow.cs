namespace Mesh.Runtime.Durable.Store;

/// <summary>
/// A timer that has not fired. <see cref="StartOfInstance"/> as its id: the instance's own start.
/// </summary>
internal readonly record struct TimerRow(string Instance, long Execution, int Id, DateTime Due)
{
    public const int StartOfInstance = -1;
}
