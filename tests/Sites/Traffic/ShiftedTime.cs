namespace Mesh.Tests.Sites.Traffic;

/// <summary>A machine's clock that is wrong by so much; time passes on it as elsewhere.</summary>
internal sealed class ShiftedTime(TimeSpan shift) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;
}
