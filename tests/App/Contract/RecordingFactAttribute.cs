namespace Mesh.Tests.App.Contract;

/// <summary>Runs only when histories are to be recorded anew.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RecordingFactAttribute : FactAttribute
{
    public RecordingFactAttribute()
    {
        if (!Histories.IsAsked)
        {
            Skip = "records golden histories; set MESH_RECORD=1 to run it";
        }
    }
}
