using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Mesh.Catalog.Database.Migrations
{
    /// <inheritdoc />
    internal partial class Proofs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Runs_System_Component_Occurrence",
                table: "Runs");

            migrationBuilder.CreateTable(
                name: "Alerts",
                columns: table => new
                {
                    Number = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    System = table.Column<string>(type: "TEXT", nullable: false),
                    Component = table.Column<string>(type: "TEXT", nullable: false),
                    Code = table.Column<string>(type: "TEXT", nullable: false),
                    Subject = table.Column<string>(type: "TEXT", nullable: false),
                    Severity = table.Column<string>(type: "TEXT", nullable: false),
                    Message = table.Column<string>(type: "TEXT", nullable: false),
                    RaisedAt = table.Column<string>(type: "TEXT", nullable: false),
                    SeenAt = table.Column<string>(type: "TEXT", nullable: false),
                    Times = table.Column<int>(type: "INTEGER", nullable: false),
                    ClearedAt = table.Column<string>(type: "TEXT", nullable: true),
                    Occupies = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Alerts", x => x.Number);
                });

            migrationBuilder.CreateTable(
                name: "Proofs",
                columns: table => new
                {
                    Number = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Run = table.Column<string>(type: "TEXT", nullable: false),
                    Part = table.Column<string>(type: "TEXT", nullable: false),
                    System = table.Column<string>(type: "TEXT", nullable: false),
                    Component = table.Column<string>(type: "TEXT", nullable: false),
                    Point = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<string>(type: "TEXT", nullable: false),
                    Position = table.Column<string>(type: "TEXT", nullable: false),
                    Succeeded = table.Column<bool>(type: "INTEGER", nullable: false),
                    Findings = table.Column<string>(type: "TEXT", nullable: false),
                    Stages = table.Column<string>(type: "TEXT", nullable: false),
                    Bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    LogBytes = table.Column<long>(type: "INTEGER", nullable: false),
                    LogSeconds = table.Column<double>(type: "REAL", nullable: false),
                    TablesCompared = table.Column<int>(type: "INTEGER", nullable: false),
                    TablesScanned = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Proofs", x => x.Number);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_System_Component_Kind_Occurrence",
                table: "Runs",
                columns: new[] { "System", "Component", "Kind", "Occurrence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Alerts_Occupies",
                table: "Alerts",
                column: "Occupies",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Alerts_System_Component",
                table: "Alerts",
                columns: new[] { "System", "Component" });

            migrationBuilder.CreateIndex(
                name: "IX_Proofs_Run_Part",
                table: "Proofs",
                columns: new[] { "Run", "Part" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Proofs_System_Component",
                table: "Proofs",
                columns: new[] { "System", "Component" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Alerts");

            migrationBuilder.DropTable(
                name: "Proofs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_System_Component_Kind_Occurrence",
                table: "Runs");

            migrationBuilder.CreateIndex(
                name: "IX_Runs_System_Component_Occurrence",
                table: "Runs",
                columns: new[] { "System", "Component", "Occurrence" },
                unique: true);
        }
    }
}
